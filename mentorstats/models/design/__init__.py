"""What a model is fitted to, read from what people pass and checked."""
