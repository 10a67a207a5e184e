"""Materials of a file's objects: kept, and made to say their albedo and part.

Under the light `basic` a surface shows its albedo by the diffuse rule and nothing else, as in Shap-E's script; under
the others it looks as its material says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import bpy

from .materials import attribute, basic_shader, empty_material, node_tree, show, write_outputs

_COLOR_INPUTS = ("Base Color", "Color", "Diffuse Color")


def adapt(objects: Sequence[bpy.types.Object], materials: Iterable[bpy.types.Material], basic: bool) -> list[str]:
    """Give every object a part number, and all `materials` of the file a way to say it; return the parts' names.

    More than 256 objects share a number: they become one part.
    """
    one = len(objects) > 256
    bare: list[bpy.types.Material] = []
    for number, item in enumerate(objects):
        item.pass_index = 0 if one else number
        data: Any = item.data
        if not len(data.materials):
            data.materials.append(None)
        for slot in item.material_slots:
            if slot.material is None:
                slot.material = _plain(_color_name(data))
                bare.append(slot.material)
    for material in [*materials, *bare]:
        _speak(material, basic)
    return ["object"] if one else [item.name for item in objects]


def _color_name(data: Any) -> str:
    """Name of the mesh's colours, or nothing."""
    colors = getattr(data, "color_attributes", None)
    return str(colors[max(colors.render_color_index, 0)].name) if colors else ""


def _plain(colors: str) -> bpy.types.Material:
    """The paper's material for bare meshes: their vertex colours, or Blender's grey; no gloss."""
    material, tree = empty_material("Plain")
    surface = tree.nodes.new("ShaderNodeBsdfPrincipled")
    surface.inputs["Specular IOR Level"].default_value = 0.0
    surface.inputs["Roughness"].default_value = 1.0
    if colors:
        tree.links.new(attribute(tree, colors), surface.inputs["Base Color"])
    show(material, surface.outputs[0])
    return material


def _speak(material: Any, basic: bool) -> None:
    tree = node_tree(material)
    output = tree.get_output_node("CYCLES") or tree.get_output_node("ALL")
    source = output.inputs["Surface"] if output else None
    shader = _colored(source)
    albedo = _socket(tree, _color_input(shader), material)
    alpha = _alpha(tree, shader)
    info = tree.nodes.new("ShaderNodeObjectInfo")
    write_outputs(tree, albedo, info.outputs["Object Index"], alpha)
    if basic:
        surface = basic_shader(tree, albedo)
        show(material, surface if alpha is None else _see_through(tree, surface, alpha))


def _colored(socket: Any) -> Any:
    """The shader that gives a surface its colour, or None: a principled one, or a diffuse, or any other."""
    found = _behind(socket)
    return min(found, key=lambda node: ("Base Color" not in node.inputs, "Diffuse" not in node.bl_idname), default=None)


def _behind(socket: Any) -> list[Any]:
    """Shaders with a colour on the way back from a socket, the nearest first."""
    if socket is None or not socket.is_linked:
        return []
    node = socket.links[0].from_node
    here = [node] if _color_input_of(node) is not None else []
    ways = [each for each in node.inputs if each.type == "SHADER" or node.bl_idname == "NodeReroute"]
    return here + [found for way in ways for found in _behind(way)]


def _color_input_of(node: Any) -> Any:
    if not any(output.type == "SHADER" for output in node.outputs):
        return None
    if node.bl_idname in ("ShaderNodeBsdfTransparent", "ShaderNodeHoldout"):
        return None
    return next((node.inputs[name] for name in _COLOR_INPUTS if name in node.inputs), None)


def _color_input(node: Any) -> Any:
    return _color_input_of(node) if node is not None else None


def _socket(tree: Any, color: Any, material: Any) -> Any:
    """An output that carries what an input receives; the material's viewport colour where there is no input."""
    if color is not None and color.is_linked:
        return color.links[0].from_socket
    constant = tree.nodes.new("ShaderNodeRGB")
    constant.outputs[0].default_value = tuple(material.diffuse_color if color is None else color.default_value)
    return constant.outputs[0]


def _alpha(tree: Any, shader: Any) -> Any:
    """An output that carries the alpha of a shader, or None where it is opaque."""
    alpha = shader.inputs.get("Alpha") if shader else None
    if alpha is None or (not alpha.is_linked and alpha.default_value == 1.0):
        return None
    if alpha.is_linked:
        return alpha.links[0].from_socket
    constant = tree.nodes.new("ShaderNodeValue")
    constant.outputs[0].default_value = alpha.default_value
    return constant.outputs[0]


def _see_through(tree: Any, surface: Any, alpha: Any) -> Any:
    """Mix a surface with nothing."""
    mix = tree.nodes.new("ShaderNodeMixShader")
    tree.links.new(alpha, mix.inputs[0])
    tree.links.new(tree.nodes.new("ShaderNodeBsdfTransparent").outputs[0], mix.inputs[1])
    tree.links.new(surface, mix.inputs[2])
    return mix.outputs[0]
