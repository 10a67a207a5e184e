"""Many machines: Ray says where, each machine's own farm makes, and what is made is published to one place.

`driver` is the half in Blender; `__main__` a program of the worker's environment that speaks to the cluster; `maker`
runs on every machine. Only `cluster` and `scheduler` import Ray, only `url_place` fsspec.
"""
