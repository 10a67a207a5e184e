"""The published models in Blender: the list in the preferences, and the children that fetch them."""
