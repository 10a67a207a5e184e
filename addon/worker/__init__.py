"""The worker: a program of its own that turns requests into coloured point clouds and meshes; it never sees bpy."""
