"""The scripts of docs/examples, run as a studio would, and what they leave behind."""

from __future__ import annotations

import os
import runpy
from pathlib import Path
from typing import Any

import bpy
import harness
import numpy as np


def run(script: str, *arguments: str) -> None:
    bpy.context.preferences.addons[harness.PACKAGE].preferences.environment_folder = os.environ[
        "POINTSMITH_ENVIRONMENT"
    ]
    assert runpy.run_path(script)["main"]([*arguments, "--quality", "draft"]) == 0


def shelf(examples: Path, folder: Path) -> int:
    """Twenty props, each in its compartment, all exported."""
    run(str(examples / "shelf.py"), "--out", str(folder / "shelf.blend"), "--glb", str(folder / "props"))
    bpy.ops.wm.open_mainfile(filepath=str(folder / "shelf.blend"))
    props = [item for item in bpy.data.objects if "pointsmith" in item]
    assert len(props) == 20
    for item in props:
        corners = np.array([vertex.co for vertex in item.data.vertices])
        low, high = corners.min(axis=0), corners.max(axis=0)
        assert (high - low).max() < 0.42, item.name
        assert abs((item.location.z - 0.03) % 0.45) < 1e-4 or abs((item.location.z - 0.03) % 0.45 - 0.45) < 1e-4
    assert len({tuple(np.round(item.location, 3)) for item in props}) == 20
    files = sorted((folder / "props").glob("*.glb"))
    assert len(files) == 20
    assert all(file.stat().st_size > 10_000 for file in files)
    return len(files)


def scatter(examples: Path, folder: Path) -> dict[str, Any]:
    """Instances stand on the meadow in several shades; every point of the cloud is a sphere with its colour."""
    run(str(examples / "scatter_nodes.py"), "--out", str(folder / "scatter.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(folder / "scatter.blend"))
    graph = bpy.context.evaluated_depsgraph_get()
    plants = set(bpy.data.collections["Plants"].objects.keys())
    stands, balls = [], 0
    for each in graph.object_instances:
        if not each.is_instance:
            continue
        if each.object.original.name in plants:
            stands.append(each.matrix_world.translation.copy())
        elif each.parent and each.parent.original.name.startswith("a red car"):
            balls += 1
    assert len(stands) > 20, len(stands)
    for place in stands:
        assert abs(place.z - (0.25 * (place.x / 4) ** 2 + 0.2 * (place.y / 4) ** 2)) < 0.05, place
    cloud = next(item for item in bpy.data.objects if item.name.startswith("a red car"))
    assert balls == len(cloud.data.vertices) == 1024, balls
    shades = attribute_of_instances(bpy.data.objects["Meadow"], graph, "shade")
    assert len(shades) == len(stands)
    assert shades.min() >= 0.5 - 1e-6
    assert shades.max() - shades.min() > 0.2
    return {"stands": len(stands), "balls": balls}


def attribute_of_instances(item: bpy.types.Object, graph: bpy.types.Depsgraph, name: str) -> np.ndarray:
    """Realise the instances with a second modifier and read the attribute off their points."""
    tree = bpy.data.node_groups.new("Read", "GeometryNodeTree")
    tree.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    entry, points, leave = (
        tree.nodes.new(kind) for kind in ("NodeGroupInput", "GeometryNodeInstancesToPoints", "NodeGroupOutput")
    )
    vertices = tree.nodes.new("GeometryNodePointsToVertices")
    tree.links.new(entry.outputs[0], points.inputs["Instances"])
    tree.links.new(points.outputs[0], vertices.inputs["Points"])
    tree.links.new(vertices.outputs[0], leave.inputs[0])
    item.modifiers.new("Read", "NODES").node_group = tree
    mesh = item.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    values = np.empty(len(mesh.attributes[name].data), np.float32)
    mesh.attributes[name].data.foreach_get("value", values)
    return values


def main(what: str, examples: str, folder: str) -> dict[str, Any]:
    return {"made": {"shelf": shelf, "scatter": scatter}[what](Path(examples), Path(folder))}
