"""Programs whose truth is known."""
