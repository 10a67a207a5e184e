"""Blender's own way for `benchmarks.surface_quality`, run by a Python that has bpy: IN_FOLDER OUT_FOLDER.

Geometry Nodes: Mesh to Points, Points to Volume (balls in voxels of 1/128), Volume to Mesh. Reads and writes
what `surface_peers` does. Imports nothing of the project.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import bpy
import numpy as np

WAYS = {f"Blender, points to volume, radius {radius:g}": radius for radius in (0.015, 0.025)}
_VOXEL = 1 / 128


def modifier_tree(radius: float) -> Any:
    """The nodes, for Blender 4.2 and later."""
    tree: Any = bpy.data.node_groups.new("points to volume", "GeometryNodeTree")
    tree.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    names = ("NodeGroupInput", "GeometryNodeMeshToPoints", "GeometryNodePointsToVolume", "GeometryNodeVolumeToMesh")
    chain = [tree.nodes.new(name) for name in (*names, "NodeGroupOutput")]
    for first, second in pairwise(chain):
        tree.links.new(first.outputs[0], second.inputs[0])
    volume = chain[2]
    if hasattr(volume, "resolution_mode"):
        volume.resolution_mode = "VOXEL_SIZE"
    else:
        volume.inputs["Resolution Mode"].default_value = "Size"
    volume.inputs["Voxel Size"].default_value = _VOXEL
    volume.inputs["Radius"].default_value = radius
    return tree


def meshed(positions: Any, radius: float) -> tuple[Any, Any]:
    """Vertices and triangles."""
    mesh = bpy.data.meshes.new("points")
    mesh.vertices.add(len(positions))
    mesh.vertices.foreach_set("co", positions.astype(np.float32).ravel())
    thing = bpy.data.objects.new("points", mesh)
    scene: Any = bpy.context.scene
    scene.collection.objects.link(thing)
    modifier: Any = thing.modifiers.new("nodes", "NODES")
    modifier.node_group = modifier_tree(radius)
    result: Any = thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh()
    result.calc_loop_triangles()
    vertices = np.empty(len(result.vertices) * 3, np.float32)
    result.vertices.foreach_get("co", vertices)
    faces = np.empty(len(result.loop_triangles) * 3, np.int32)
    result.loop_triangles.foreach_get("vertices", faces)
    bpy.data.objects.remove(thing)
    return vertices.reshape(-1, 3), faces.reshape(-1, 3)


def main() -> None:
    """Run every cloud that has no result yet."""
    source = Path(sys.argv[1])
    for way, radius in WAYS.items():
        target = Path(sys.argv[2]) / way
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(source.glob("*.npz")):
            if (target / path.name).exists():
                continue
            positions = np.load(path)["positions"]
            begun = time.process_time()
            vertices, faces = meshed(positions, radius)
            seconds = time.process_time() - begun
            np.savez(target / path.name, vertices=vertices, faces=faces, colors=np.zeros((0, 3)), seconds=seconds)


if __name__ == "__main__":
    main()
