"""Files of any kind to tables of text cells."""
