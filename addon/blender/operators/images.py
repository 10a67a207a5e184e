"""Slots for reference images: files into them, one more, one less, another order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import CollectionProperty, EnumProperty, IntProperty, StringProperty

from ...core.errors import ErrorCode, PointsmithError
from ...core.pipelines import pipeline
from ...core.reference import MAX_IMAGES
from ..session import session
from ..settings.image_file import BLENDERS_OWN
from ..settings.image_slots import SLOTS, put
from ..settings.panel import settings_of
from ..translation import tell
from .generate import failed

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".tga", ".jp2", *sorted(BLENDERS_OWN))
"""Of the picture files that Blender reads."""

WHERE = EnumProperty(
    name="Where",
    description="Which pictures are meant",
    items=((SLOTS[0], "Object", "The pictures of the object"), (SLOTS[1], "Blend", "The pictures to blend to")),
)


def most_images(context: bpy.types.Context, where: str) -> int:
    """Return how many slots there may be at `where`."""
    settings = settings_of(context)
    if where != SLOTS[0]:
        return MAX_IMAGES
    # A model that looks at no picture keeps the slots for the next one.
    return pipeline(settings.model).most_images or MAX_IMAGES


def use(operator: bpy.types.Operator, context: bpy.types.Context, images: list[bpy.types.Image], where: str) -> None:
    """Put pictures into the slots, switch the panel to them, and say so. Raises PointsmithError BAD_IMAGE."""
    settings = settings_of(context)
    most = most_images(context, where)
    left_out = put(settings.path_resolve(where), images, most)
    if left_out and left_out == len(images):
        full = f"all {most} slots hold a picture" if most > 1 else "the slot holds a picture"
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"{full}; remove one first")
    if where == SLOTS[0]:
        settings.mode = "IMAGE"
    else:
        settings.blend.kind = "IMAGE"
    session.clear()
    used = len(images) - left_out
    name = images[0].name
    if left_out:
        names = name if used == 1 else tell("{count} pictures", count=used)
        told = tell("{names}: {count} left out, there is room for {most}", names=names, count=left_out, most=most)
        operator.report({"WARNING"}, told)
    elif used == 1:
        operator.report({"INFO"}, tell("{name} is a reference image", name=name))
    else:
        operator.report({"INFO"}, tell("{count} pictures are reference images", count=used))


class POINTSMITH_OT_load_images(bpy.types.Operator):
    """Make what pictures show: up to four sides of one object; file names such as chair_front.png tell the side."""

    bl_idname = "pointsmith.load_images"
    bl_label = "Use as Reference Images (Pointsmith)"
    bl_options = {"REGISTER", "UNDO"}

    where: WHERE  # type: ignore[valid-type]
    directory: StringProperty(name="Folder", subtype="DIR_PATH", options={"SKIP_SAVE", "HIDDEN"})  # type: ignore[valid-type]
    files: CollectionProperty(  # type: ignore[valid-type]
        name="Files", type=bpy.types.OperatorFileListElement, options={"SKIP_SAVE", "HIDDEN"}
    )
    filter_glob: StringProperty(  # type: ignore[valid-type]
        default=";".join(f"*{ending}" for ending in ENDINGS), options={"HIDDEN", "SKIP_SAVE"}
    )

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask for the files, unless they were dropped."""
        if len(self.files):
            return self.execute(context)
        manager: Any = context.window_manager
        manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Load the files and put them into slots."""
        folder = Path(bpy.path.abspath(self.directory))
        names = [file.name for file in self.files if file.name]
        try:
            if not names:
                raise PointsmithError(ErrorCode.BAD_IMAGE, "no file was chosen")
            use(self, context, [load(folder / name) for name in names], self.where)
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_FH_images(bpy.types.FileHandler):
    """Pictures, dropped onto the 3D view."""

    bl_idname = "POINTSMITH_FH_images"
    bl_label = "Reference Image (Pointsmith)"
    bl_import_operator = "pointsmith.load_images"
    bl_file_extensions = ";".join(ENDINGS)

    @classmethod
    def poll_drop(cls, context: bpy.types.Context | None) -> bool:
        """Only over a 3D view."""
        return context is not None and context.area is not None and context.area.type == "VIEW_3D"


def load(path: Path) -> bpy.types.Image:
    """Return the image of a file, the one that is there already if it is. Raises PointsmithError BAD_IMAGE."""
    if not path.is_file():
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"there is no file {path.name}")
    try:
        image = bpy.data.images.load(str(path), check_existing=True)
    except RuntimeError as error:
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"{path.name} is not a picture that can be read") from error
    size: Any = image.size
    if not image.has_data and not any(size):
        if not image.users:
            bpy.data.images.remove(image)
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"{path.name} is not a picture that can be read")
    return image


class POINTSMITH_OT_add_image(bpy.types.Operator):
    """Make room for a picture of another side of the same object."""

    bl_idname = "pointsmith.add_image"
    bl_label = "Add Image"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    where: WHERE  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Add an empty slot, up to the number that the model takes."""
        slots: Any = settings_of(context).path_resolve(self.where)
        if len(slots) >= most_images(context, self.where):
            self.report({"INFO"}, "There is no room for another picture")
            return {"CANCELLED"}
        slots.add()
        return {"FINISHED"}


class POINTSMITH_OT_remove_image(bpy.types.Operator):
    """Take this picture out of the request; the image itself stays in the file."""

    bl_idname = "pointsmith.remove_image"
    bl_label = "Remove Image"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    where: WHERE  # type: ignore[valid-type]
    index: IntProperty(name="Slot", description="Which of them, from 0", min=0)  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Remove the slot; the last one is only emptied."""
        slots: Any = settings_of(context).path_resolve(self.where)
        if self.index >= len(slots):
            return {"CANCELLED"}
        slots.remove(self.index)
        if not len(slots):
            slots.add()
        return {"FINISHED"}


class POINTSMITH_OT_move_image(bpy.types.Operator):
    """Let this picture change places with its neighbour; the first names the object."""

    bl_idname = "pointsmith.move_image"
    bl_label = "Move Image"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    where: WHERE  # type: ignore[valid-type]
    index: IntProperty(name="Slot", description="Which of them, from 0", min=0)  # type: ignore[valid-type]
    direction: EnumProperty(  # type: ignore[valid-type]
        name="Direction",
        description="Where to",
        items=(("UP", "Up", "Towards the first"), ("DOWN", "Down", "Towards the last")),
    )

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Change the order."""
        slots: Any = settings_of(context).path_resolve(self.where)
        other = self.index + (1 if self.direction == "DOWN" else -1)
        if not (0 <= other < len(slots) and self.index < len(slots)):
            return {"CANCELLED"}
        slots.move(self.index, other)
        return {"FINISHED"}


class POINTSMITH_OT_clear_images(bpy.types.Operator):
    """Take all pictures out of the request; the images themselves stay in the file."""

    bl_idname = "pointsmith.clear_images"
    bl_label = "Remove All Images"
    bl_options = {"REGISTER", "UNDO"}

    where: WHERE  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Leave one empty slot."""
        slots: Any = settings_of(context).path_resolve(self.where)
        slots.clear()
        slots.add()
        return {"FINISHED"}


CLASSES = (
    POINTSMITH_OT_load_images,
    POINTSMITH_FH_images,
    POINTSMITH_OT_add_image,
    POINTSMITH_OT_remove_image,
    POINTSMITH_OT_move_image,
    POINTSMITH_OT_clear_images,
)
