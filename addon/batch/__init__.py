"""Many jobs: manifests, results and what one looks at while they run. Knows neither bpy nor how jobs are scheduled.

Standard library and numpy, so that a driver outside Blender can use it as well.
"""
