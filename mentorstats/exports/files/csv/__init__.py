"""Text files: bytes to text, text to records, records to rows that fit their table."""
