"""The training data: procedural objects, their point clouds, captions and renders."""
