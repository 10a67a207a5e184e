"""What buttons and keys do."""
