"""How sure a claim can be: its grade with the reasons, and what else could be behind it."""
