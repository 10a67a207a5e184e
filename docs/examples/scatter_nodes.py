"""Generated objects in Geometry Nodes: scattered over a surface, each in a shade of its own; points as spheres.

    blender --background --python docs/examples/scatter_nodes.py -- --out scatter.blend [--picture scatter.png]

Pointsmith has to be installed, enabled and set up. The file that it writes has two node groups to keep:

- "Scatter Collection": puts the objects of a collection on any mesh. Inputs: Collection, Density, Smallest, Largest,
  Shade (how much the instances differ in brightness), Seed.
- "Points to Spheres": each vertex of a generated point cloud becomes a sphere of its colour. Inputs: Radius, Detail.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import bpy

sys.path.insert(0, str(Path(__file__).resolve().parent))

import photo
from bl_ext.user_default.pointsmith import api

TREES = ("a green tree", "a small tree", "a red mushroom")
SCATTER, SPHERES = "Scatter Collection", "Points to Spheres"
SHADE = "shade"
"""Name of the instances' attribute that the material multiplies colours with."""


def group(name: str, *inputs: tuple[str, str, Any]) -> Any:
    """Make a Geometry Nodes group with a geometry in and out, and inputs (name, kind of socket, default)."""
    made: Any = bpy.data.node_groups.new(name, "GeometryNodeTree")
    made.is_modifier = True
    made.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    for title, kind, default in inputs:
        socket = made.interface.new_socket(title, in_out="INPUT", socket_type=kind)
        if default is not None:
            socket.default_value = default
    made.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    return made


def wire(tree: Any, nodes: dict[str, Any], links: tuple[tuple[str, Any, str, Any], ...]) -> None:
    """Link outputs to inputs, both by name or number, and put the nodes in a row."""
    for column, node in enumerate(nodes.values()):
        node.location = (190.0 * column, -140.0 * (column % 2))
    for source, output, target, entrance in links:
        tree.links.new(nodes[source].outputs[output], nodes[target].inputs[entrance])


def scatter_group() -> Any:
    """Build the group that puts the objects of a collection on a mesh, each with a shade of its own."""
    tree = group(
        SCATTER,
        ("Collection", "NodeSocketCollection", None),
        ("Density", "NodeSocketFloat", 3.0),
        ("Smallest", "NodeSocketFloat", 0.6),
        ("Largest", "NodeSocketFloat", 1.2),
        ("Shade", "NodeSocketFloat", 0.5),
        ("Seed", "NodeSocketInt", 0),
    )
    kinds = {
        "entry": "NodeGroupInput",
        "points": "GeometryNodeDistributePointsOnFaces",
        "objects": "GeometryNodeCollectionInfo",
        "turn": "FunctionNodeRandomValue",
        "grow": "FunctionNodeRandomValue",
        "dark": "ShaderNodeMath",
        "tint": "FunctionNodeRandomValue",
        "stand": "GeometryNodeInstanceOnPoints",
        "keep": "GeometryNodeStoreNamedAttribute",
        "join": "GeometryNodeJoinGeometry",
        "exit": "NodeGroupOutput",
    }
    nodes = {name: tree.nodes.new(kind) for name, kind in kinds.items()}
    nodes["turn"].data_type = "FLOAT_VECTOR"
    nodes["turn"].inputs[1].default_value = (0.0, 0.0, 6.2832)
    nodes["dark"].operation, nodes["dark"].inputs[0].default_value = "SUBTRACT", 1.0
    nodes["stand"].inputs["Pick Instance"].default_value = True
    nodes["objects"].inputs["Separate Children"].default_value = True
    nodes["objects"].inputs["Reset Children"].default_value = True
    nodes["keep"].domain, nodes["keep"].data_type = "INSTANCE", "FLOAT"
    nodes["keep"].inputs["Name"].default_value = SHADE
    value = next(number for number, each in enumerate(nodes["keep"].inputs) if each.name == "Value" and each.enabled)
    tint = next(number for number, each in enumerate(nodes["tint"].outputs) if each.enabled)
    low, high = (
        next(number for number, each in enumerate(nodes["grow"].inputs) if each.name == name and each.enabled)
        for name in ("Min", "Max")
    )
    wire(
        tree,
        nodes,
        (
            ("entry", "Geometry", "points", "Mesh"),
            ("entry", "Density", "points", "Density"),
            ("entry", "Seed", "points", "Seed"),
            ("entry", "Collection", "objects", "Collection"),
            ("entry", "Seed", "turn", "Seed"),
            ("entry", "Seed", "grow", "Seed"),
            ("entry", "Smallest", "grow", low),
            ("entry", "Largest", "grow", high),
            ("entry", "Shade", "dark", 1),
            ("dark", 0, "tint", low),
            ("entry", "Seed", "tint", "Seed"),
            ("points", "Points", "stand", "Points"),
            ("objects", 0, "stand", "Instance"),
            ("turn", 0, "stand", "Rotation"),
            ("grow", tint, "stand", "Scale"),
            ("stand", "Instances", "keep", "Geometry"),
            ("tint", tint, "keep", value),
            ("entry", "Geometry", "join", "Geometry"),
            ("keep", "Geometry", "join", "Geometry"),
            ("join", "Geometry", "exit", "Geometry"),
        ),
    )
    return tree


def spheres_group() -> Any:
    """Build the group that makes a sphere of each vertex; the instances keep the points' colours."""
    tree = group(SPHERES, ("Radius", "NodeSocketFloat", 0.02), ("Detail", "NodeSocketInt", 2))
    kinds = {
        "entry": "NodeGroupInput",
        "ball": "GeometryNodeMeshIcoSphere",
        "smooth": "GeometryNodeSetShadeSmooth",
        "stand": "GeometryNodeInstanceOnPoints",
        "paint": "GeometryNodeSetMaterial",
        "exit": "NodeGroupOutput",
    }
    nodes = {name: tree.nodes.new(kind) for name, kind in kinds.items()}
    nodes["paint"].inputs["Material"].default_value = instance_material("Spheres", "Color")
    wire(
        tree,
        nodes,
        (
            ("entry", "Geometry", "stand", "Points"),
            ("entry", "Radius", "ball", "Radius"),
            ("entry", "Detail", "ball", "Subdivisions"),
            ("ball", "Mesh", "smooth", 0),
            ("smooth", 0, "paint", "Geometry"),
            ("paint", "Geometry", "stand", "Instance"),
            ("stand", "Instances", "exit", "Geometry"),
        ),
    )
    return tree


def instance_material(name: str, attribute: str) -> bpy.types.Material:
    """Return a material whose colour is an attribute of the instances."""
    made = photo.material(name, (1.0, 1.0, 1.0, 1.0))
    node = made.node_tree.nodes.new("ShaderNodeAttribute")
    node.attribute_type, node.attribute_name = "INSTANCER", attribute
    surface = made.node_tree.nodes["Principled BSDF"]
    made.node_tree.links.new(node.outputs["Color"], surface.inputs["Base Color"])
    return made


def shaded(item: bpy.types.Object) -> None:
    """Let the instances' shade darken the object's own vertex colours."""
    material = item.data.materials[0].copy()
    tree = material.node_tree
    surface = next(node for node in tree.nodes if node.type == "BSDF_PRINCIPLED")
    colors = surface.inputs["Base Color"].links[0].from_socket
    shade = tree.nodes.new("ShaderNodeAttribute")
    shade.attribute_type, shade.attribute_name = "INSTANCER", SHADE
    darker = tree.nodes.new("ShaderNodeVectorMath")
    darker.operation = "MULTIPLY"
    tree.links.new(colors, darker.inputs[0])
    tree.links.new(shade.outputs["Color"], darker.inputs[1])
    tree.links.new(darker.outputs["Vector"], surface.inputs["Base Color"])
    item.data.materials[0] = material


def modifier(item: bpy.types.Object, tree: Any, **inputs: Any) -> None:
    """Give an object a Geometry Nodes modifier; inputs by their names."""
    made: Any = item.modifiers.new(tree.name, "NODES")
    made.node_group = tree
    for name, value in inputs.items():
        identifier = next(each.identifier for each in tree.interface.items_tree if each.name == name)
        if bpy.app.version >= (5, 2, 0):
            getattr(made.properties.inputs, identifier).value = value
        else:
            made[identifier] = value


def main(arguments: list[str]) -> int:
    """Make the scene."""
    parser = argparse.ArgumentParser(prog="scatter_nodes.py", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the .blend to write")
    parser.add_argument("--picture", type=Path, help="a PNG of the scene")
    parser.add_argument("--quality", default="standard", choices=("draft", "standard", "fine"))
    options = parser.parse_args(arguments)
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)

    plants = bpy.data.collections.new("Plants")
    for number, prompt in enumerate(TREES):
        item = api.generate(prompt, seed=number, quality=options.quality, location=(0.0, 0.0, 0.0))
        shaded(item)
        for owner in item.users_collection:
            owner.objects.unlink(item)
        plants.objects.link(item)  # not in the scene: only its instances are seen

    bpy.ops.mesh.primitive_grid_add(x_subdivisions=24, y_subdivisions=24, size=8)
    meadow = bpy.context.active_object
    meadow.name = "Meadow"
    for vertex in meadow.data.vertices:
        x, y, _ = vertex.co
        vertex.co.z = 0.25 * (x / 4) ** 2 + 0.2 * (y / 4) ** 2
    meadow.data.materials.append(photo.material("Grass", (0.10, 0.20, 0.05, 1.0)))
    modifier(meadow, scatter_group(), Collection=plants, Density=1.0, Seed=4)

    bpy.ops.mesh.primitive_cylinder_add(vertices=96, radius=1.3, depth=0.2, location=(0.0, -5.4, -0.1))
    bpy.context.active_object.name = "Stage"
    cloud = api.generate("a red car", quality=options.quality, output="points", size=2.0, location=(0.0, -5.4, 0.0))
    cloud.modifiers.clear()
    modifier(cloud, spheres_group(), Radius=0.025, Detail=2)

    if options.picture is not None:
        photo.take(options.picture, (0.1, -2.7, 0.1), (3.6, -13.2, 5.0))
    bpy.ops.wm.save_as_mainfile(filepath=str(options.out.absolute()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []))
