"""What a survey tool adds to answers and takes apart: its own columns, choices in columns, records in several rows."""
