"""What may be shown of few people."""
