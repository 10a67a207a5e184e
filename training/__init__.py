"""Training, evaluation and export of the bundled model."""
