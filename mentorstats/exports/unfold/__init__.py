"""Rows that hold several pairings or sessions, each in a cell or a column of its own, as one row for each."""
