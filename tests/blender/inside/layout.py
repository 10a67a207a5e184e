"""What panels draw, where there is no window to draw into."""

from __future__ import annotations

from typing import Any

import bpy

_ICONS = bpy.types.UILayout.bl_rna.functions["label"].parameters["icon"].enum_items.keys()


class Layout:
    """A layout that keeps the texts, properties and buttons that are drawn into it and into its parts."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.buttons: list[tuple[str, str, bool]] = []
        self.props: list[str] = []
        self.lists: list[str] = []
        self.menus: list[str] = []
        self.enabled = True

    def part(self, *_: Any, **__: Any) -> Layout:
        child = Layout()
        child.texts, child.buttons, child.props = self.texts, self.buttons, self.props
        child.lists, child.menus = self.lists, self.menus
        return child

    row = column = box = split = grid_flow = part

    def label(self, text: str = "", icon: str = "NONE", **_: Any) -> None:
        assert icon in _ICONS, icon
        self.texts.append(text)

    def progress(self, text: str = "", **_: Any) -> None:
        self.texts.append(text)

    def prop(self, data: Any, name: str, **_: Any) -> None:
        assert hasattr(data, name)
        self.props.append(name)

    def separator(self) -> None:
        pass

    def icon(self, image: bpy.types.Image) -> int:
        assert image is not None
        return 0

    def template_icon(self, **_: float) -> None:
        pass

    def menu(self, name: str, icon: str = "NONE", **_: Any) -> None:
        assert icon in _ICONS, icon
        assert issubclass(getattr(bpy.types, name), bpy.types.Menu)
        self.menus.append(name)

    def template_list(self, name: str, _id: str, data: Any, lines: str, active: Any, index: str, **_: int) -> None:
        assert issubclass(getattr(bpy.types, name), bpy.types.UIList)
        assert hasattr(data, lines)
        assert hasattr(active, index)
        self.lists.append(name)

    def template_ID(self, data: Any, name: str, **_: Any) -> None:  # noqa: N802 - Blender's name
        self.prop(data, name)

    def operator(self, name: str, text: str = "", icon: str = "NONE", **_: Any) -> Any:
        assert icon in _ICONS, icon
        group, short = name.split(".")
        getattr(getattr(bpy.ops, group), short).get_rna_type()
        self.buttons.append((name, text, self.enabled))
        return type("Button", (), {})()

    def operator_menu_enum(self, name: str, _: str, **options: Any) -> Any:
        return self.operator(name, **options)
