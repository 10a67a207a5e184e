"""Results become objects: meshes, point clouds, their material, and where they stand."""
