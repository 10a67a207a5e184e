"""What Blender and the worker both speak: requests, clouds, meshes, frames, messages, errors.

Imports the standard library and numpy only; never bpy, never torch.
"""
