"""The extension: `core` is shared, `blender` runs in Blender, `worker` in a process of its own."""
