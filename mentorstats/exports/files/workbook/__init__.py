"""Excel workbooks: their sheets as people see them."""
