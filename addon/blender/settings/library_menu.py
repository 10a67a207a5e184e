"""A menu of the asset libraries that remembers a name: a list in other order next time must not choose another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpy.props import EnumProperty

from ..assets.libraries import folders
from ..translation import tell

if TYPE_CHECKING:
    import bpy

Items = list[tuple[str, str, str, str, int]]

_kept: dict[str, Items] = {}
"""Blender does not keep the texts of a list that is made anew each time."""


def library_menu(none: str = "") -> Any:
    """Return a menu that shows and sets the text property `library` of its owner; `none` is said for an empty one."""

    def names() -> list[str]:
        return [*([""] if none else []), *folders()]

    def items(_owner: Any, _context: bpy.types.Context | None) -> Items:
        known = folders()
        found: Items = []
        for number, name in enumerate(names()):
            where = (
                tell("In {folder}", folder=known[name])
                if name
                else tell("Mark it as an asset of this file, and copy it nowhere")
            )
            icon = "ASSET_MANAGER" if name else "FILE_BLEND"
            found.append((name or "THIS_FILE", name or none, where, icon, number))
        _kept[none] = found or [("NONE", "No Library", "The preferences have none", "ERROR", 0)]
        return _kept[none]

    def chosen(owner: Any) -> int:
        known = names()
        return known.index(owner.library) if owner.library in known else 0

    def choose(owner: Any, number: int) -> None:
        known = names()
        owner.library = known[number] if number < len(known) else ""

    return EnumProperty(
        name="Library",
        description="One of the asset libraries of the preferences",
        items=items,
        get=chosen,
        set=choose,
        options={"SKIP_SAVE"},
    )
