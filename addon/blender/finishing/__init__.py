"""What makes a generated mesh ready for use: fewer faces, quads, textures, voxels, hulls, levels of detail, points.

Everything here changes or makes Blender data without operators of its own, so that it works without a window; what
is only arithmetic is numpy in files of its own.
"""
