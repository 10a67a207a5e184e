"""Fetches, checks and converts the published models; a program of its own, which Blender follows."""
