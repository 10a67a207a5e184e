"""Objects become files: whole, or absent."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bpy

from ...batch.formats import format_of
from ...core.errors import ErrorCode, PointsmithError
from ..scene import origin, parts, stored_cloud
from ..scene.mesh import COLOR_ATTRIBUTE
from ..scene.viewport import show_colors

_half_written: set[str] = set()


def empty_scene() -> None:
    """Open an empty file, so that what is made next is all that is exported."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True, load_ui=False)


def remove_objects() -> None:
    """Remove what objects bring, of a file that `empty_scene` opened: sooner done than opening another one.

    The scene stays as it is, so a file that was rendered has to be opened anew.
    """
    data = bpy.data
    bpy.data.batch_remove([*data.objects, *data.meshes, *data.materials, *data.node_groups, *data.collections])


def export(path: Path) -> None:
    """Write the whole scene, colours included, in the format of the file's ending.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE, DISK_FULL; BAD_SETTING when the format cannot hold what is in the scene.
    """
    write = _WRITERS[format_of(path) or ""]
    atomically(path, lambda temporary: write(str(temporary)))


def atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a file of the same name in a folder beside it, then move that and its side files into place.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE, DISK_FULL.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _staged(path.parent) as folder:
            temporary = folder / path.name
            write(temporary)
            if not temporary.is_file():
                raise PointsmithError(ErrorCode.NOT_WRITABLE, str(path))
            # Side files first: the file that names them comes last.
            for side in sorted(folder.iterdir(), key=lambda file: file == temporary):
                os.replace(side, path.with_name(side.name))  # noqa: PTH105 - an existing file goes
    except (OSError, RuntimeError) as error:
        full = getattr(error, "errno", None) == errno.ENOSPC or not _has_space(path.parent)
        code = ErrorCode.DISK_FULL if full else ErrorCode.NOT_WRITABLE
        raise PointsmithError(code, str(path.parent if full else path)) from error


@contextlib.contextmanager
def _staged(beside: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=f".part-{os.getpid()}-", dir=beside) as name:
        _half_written.add(name)
        try:
            yield Path(name)
        finally:
            _half_written.discard(name)


def remove_half_written() -> None:
    """Remove what is being written: for a process that has to end at once."""
    for name in list(_half_written):
        shutil.rmtree(name, ignore_errors=True)


def _has_space(folder: Path) -> bool:
    """Whether a megabyte is left; Blender's exporters only say that they failed."""
    try:
        return shutil.disk_usage(folder).free > 2**20
    except OSError:
        return True


def _glb(path: str) -> None:
    bare = any(not len(item.data.polygons) for item in bpy.data.objects if isinstance(item.data, bpy.types.Mesh))
    if bare and bpy.app.version < (4, 5, 0):
        # Its exporter declares four colour channels and writes three: no viewer can open that.
        raise PointsmithError(ErrorCode.BAD_SETTING, "Blender before 4.5 cannot write coloured points as GLB, take PLY")
    # Application-specific attributes begin with an underscore; the names that the numbers index are the node's extras.
    with _attribute_called(parts.ATTRIBUTE, "_PART"), _without_record():
        bpy.ops.export_scene.gltf(
            filepath=path,
            export_format="GLB",
            # Only points have loose vertices, and to look for them takes half as long as all the rest.
            use_mesh_vertices=bare,
            export_vertex_color="ACTIVE",
            export_attributes=True,
            export_extras=True,
        )


def _ply(path: str) -> None:
    bpy.ops.wm.ply_export(
        filepath=path,
        export_colors="SRGB",
        apply_modifiers=False,
        export_normals=True,
        export_uv=False,
        export_attributes=True,
    )


def _obj(path: str) -> None:
    grouped = any(item.vertex_groups for item in bpy.data.objects)
    bpy.ops.wm.obj_export(
        filepath=path, export_colors=True, apply_modifiers=False, export_uv=False, export_vertex_groups=grouped
    )


def _usd(path: str) -> None:
    # Viewers show the attribute of this name, unless a material hides it; Blender's own cannot say "read it" in USD.
    with _attribute_called(COLOR_ATTRIBUTE, "displayColor"), _bare_vertices():
        bpy.ops.wm.usd_export(filepath=path, export_mesh_colors=True, export_materials=False)


@contextlib.contextmanager
def _attribute_called(own: str, name: str) -> Iterator[None]:
    renamed: list[Any] = [mesh for mesh in bpy.data.meshes if own in mesh.attributes]
    for mesh in renamed:
        mesh.attributes[own].name = name
    try:
        yield
    finally:
        for mesh in renamed:
            mesh.attributes[name].name = own


@contextlib.contextmanager
def _without_record() -> Iterator[None]:
    """Take off the record, which names folders of the artist's, and the cloud and its settings: for Blender alone."""
    objects: Any = bpy.data.objects
    taken = [
        (item, name, item.pop(name))
        for item in objects
        for name in (origin.PROPERTY, stored_cloud.PROPERTY, stored_cloud.SURFACE)
        if name in item
    ]
    try:
        yield
    finally:
        for item, name, value in taken:
            item[name] = value


@contextlib.contextmanager
def _bare_vertices() -> Iterator[None]:
    """Leave out the nodes that draw points: exporters would find no mesh behind them."""
    modifiers = [modifier for item in bpy.data.objects for modifier in item.modifiers]
    for modifier in modifiers:
        modifier.show_viewport = modifier.show_render = False
    try:
        yield
    finally:
        for modifier in modifiers:
            modifier.show_viewport = modifier.show_render = True


def _blend(path: str) -> None:
    show_colors(bpy.data.screens)
    bpy.ops.wm.save_as_mainfile(filepath=path, copy=True, compress=True)


_WRITERS: dict[str, Callable[[str], None]] = {
    "glb": _glb,
    "ply": _ply,
    "obj": _obj,
    "usd": _usd,
    "blend": _blend,
}
