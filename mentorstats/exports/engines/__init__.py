"""Tables of any engine to pandas; sessions are reduced where they are."""
