"""One folder per family, one module per category."""
