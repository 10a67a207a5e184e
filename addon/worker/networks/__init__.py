"""The networks of the bundled model."""
