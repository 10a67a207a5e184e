"""Blender renders of catalogue objects: the only place of the dataset that imports bpy."""
