"""Which part of the object a point belongs to."""
