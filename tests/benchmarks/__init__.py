"""How long things take and how much memory, beside hand-written and other ways, each in a process of its own."""
