"""Well-known shapes that no program of the catalogue made: a model's test by sight."""
