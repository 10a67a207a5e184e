"""The measurements of `training.evaluate`, a module for each group of lines in its table."""
