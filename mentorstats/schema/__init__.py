"""The four tables, what exports call their columns, and how a column's text becomes values."""
