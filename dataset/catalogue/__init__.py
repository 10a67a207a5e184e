"""Procedural objects in numpy alone; nothing here imports Blender or torch."""
