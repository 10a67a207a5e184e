"""An object as an asset: marked, described, listed in a catalogue, and copied into a library."""

from __future__ import annotations

import errno
import os
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core import catalogs
from ...core.asset_card import AssetCard, card_of
from ...core.errors import ErrorCode, PointsmithError
from ..scene.origin import origin_of, record_of
from ..scene.parts import part_names
from .libraries import folder_of
from .picture import picture_of, set_picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from ...core.destination import AssetPlace

_LONGEST_NAME = 100
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def make_asset(item: bpy.types.Object, place: AssetPlace) -> Path | None:
    """Make an object an asset; return the file in the library that holds a copy of it, if that was asked for.

    Without a library the object itself becomes one, listed in the catalogues beside the file that is open, if that is
    saved. With one, a copy of it at the origin goes into a file of its own there, and the object stays as it is.

    Raises
    ------
    PointsmithError
        NO_LIBRARY, NOT_WRITABLE, DISK_FULL, BAD_SETTING for a file of catalogues that is none, BAD_SELECTION or
        BAD_CLOUD for an object without a surface.
    """
    card = card_for(item, place)
    if place.library:
        return keep_in(item, folder_of(place.library), card)
    opened = bpy.data.filepath
    mark(item, card, catalogs.ensure(catalogue_folder(Path(opened)), card.catalog) if opened else "")
    return None


def card_for(item: bpy.types.Object, place: AssetPlace) -> AssetCard:
    """Return what an object says of itself as an asset."""
    record = None
    if record_of(item):
        with suppress(PointsmithError):
            record = origin_of(item)
    return card_of(record, item.name, part_names(item), place)


def mark(item: bpy.types.Object, card: AssetCard, catalog: str = "", picture: NDArray[np.uint8] | None = None) -> None:
    """Mark an object with its card, the UUID of a catalogue, and a picture: its own, or one that is given.

    Raises PointsmithError as `picture_of`.
    """
    item.asset_mark()
    data: Any = item.asset_data
    data.description, data.license, data.author = card.description, card.licence, card.author
    for tag in card.tags:
        data.tags.new(tag, skip_if_exists=True)
    data.catalog_id = catalog or catalogs.own_id(card.catalog)
    set_picture(item, picture_of(item) if picture is None else picture)


def keep_in(item: bpy.types.Object, folder: Path, card: AssetCard) -> Path:
    """Write a copy of an object, as an asset at the origin, into a new file of a library's folder; return the file.

    What the object needs goes along: mesh data, materials, the cloud that it was made of. A file that is there is
    never overwritten. Raises what `make_asset` raises.
    """
    if not os.access(folder, os.W_OK):
        raise PointsmithError(ErrorCode.NOT_WRITABLE, str(folder))
    catalog = catalogs.ensure(folder, card.catalog)
    path = free_file(folder, item.name)
    temporary = path.with_name(f".part-{os.getpid()}-{path.name}")
    try:
        write_asset(item, temporary, card, catalog)
        temporary.replace(path)
    except (OSError, RuntimeError) as error:
        full = getattr(error, "errno", None) == errno.ENOSPC
        code = ErrorCode.DISK_FULL if full else ErrorCode.NOT_WRITABLE
        raise PointsmithError(code, str(folder)) from error
    finally:
        temporary.unlink(missing_ok=True)
    refresh_browsers()
    return path


def write_asset(
    item: bpy.types.Object, path: Path, card: AssetCard, catalog: str, picture: NDArray[np.uint8] | None = None
) -> None:
    """Write a copy of an object, as an asset at the origin, into a file; the arguments are those of `mark`.

    Raises
    ------
    PointsmithError
        As `picture_of`.
    OSError, RuntimeError
        The file cannot be written.
    """
    with _copy(item) as copy:
        mark(copy, card, catalog, picture)
        bpy.data.libraries.write(str(path), {copy}, path_remap="RELATIVE", fake_user=True, compress=True)


def free_file(folder: Path, name: str) -> Path:
    """Return where a file for an object of this name can be made, on every system: "red chair.blend", or " 2", ..."""
    letters = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', " ", name)
    stem = " ".join(letters.encode()[:_LONGEST_NAME].decode(errors="ignore").split()).strip(". ") or "asset"
    if _RESERVED.fullmatch(stem):
        stem = f"{stem} asset"
    number, path = 1, folder / f"{stem}.blend"
    while path.exists():
        number += 1
        path = folder / f"{stem} {number}.blend"
    return path


def catalogue_folder(file: Path) -> Path:
    """Return which folder's catalogues serve a file: the nearest one above it that has some, else its own."""
    return next((folder for folder in file.parents if (folder / catalogs.FILE).is_file()), file.parent)


def refresh_browsers() -> None:
    """Let open asset browsers look at their folders again."""
    manager = bpy.context.window_manager
    for window in manager.windows if manager is not None else ():
        for area in window.screen.areas:
            if area.ui_type == "ASSETS":
                with bpy.context.temp_override(window=window, area=area, region=area.regions[-1]):
                    refresh: Any = bpy.ops.asset.library_refresh
                    if refresh.poll():
                        refresh()


@contextmanager
def _copy(item: bpy.types.Object) -> Iterator[bpy.types.Object]:
    """Lend a copy of the same name that stands at the origin by itself."""
    name = item.name
    copy: Any = item.copy()
    if copy.asset_data is not None:
        copy.asset_clear()
    copy.parent = None
    copy.matrix_parent_inverse.identity()
    copy.location = copy.delta_location = (0.0, 0.0, 0.0)
    copy.rotation_mode = "XYZ"
    copy.rotation_euler = copy.delta_rotation_euler = (0.0, 0.0, 0.0)
    copy.hide_viewport = copy.hide_render = False
    try:
        item.name = f"{name} (kept)"
        copy.name = name
        yield copy
    finally:
        bpy.data.objects.remove(copy)
        item.name = name
