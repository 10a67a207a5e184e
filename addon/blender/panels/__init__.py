"""What the artist sees: one subject per file, drawn from top to bottom in the order of `registration`."""
