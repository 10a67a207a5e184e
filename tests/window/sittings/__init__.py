"""Scenes that are set up for the guide's pictures alone; `tests.window.guide` plays them beside the scenarios."""
