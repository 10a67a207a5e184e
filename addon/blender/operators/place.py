"""Where objects go: into the places of selected objects, and into a collection."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from ...core.batches import MOST, batches, title
from ...core.destination import Box, Destination, Then
from ...core.errors import PointsmithError
from ...core.request import MAX_SEED, GenerationRequest
from ..settings.given import instead
from ..settings.panel import settings_of
from ..settings.request import request_from
from ..tasks import GenerationTask
from ..translation import tell
from .generate import can_start, failed, start

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_AS_IN_PANEL = ("PANEL", "As in the Panel", "What the Placement panel says")


class POINTSMITH_OT_take_places(bpy.types.Operator):
    """Make an object for each selected one, in its place: its box, its turn, its name, parent and collections."""

    bl_idname = "pointsmith.take_places"
    bl_label = "Generate in Place of Selected"
    bl_options = {"REGISTER"}

    names_as_prompts: BoolProperty(
        name="Names as Prompts", description="Ask for what each object is called; unset, as in the Placement panel"
    )
    stretch: BoolProperty(name="Stretch", description="Fill the box on every axis; unset, as in the Placement panel")
    then: EnumProperty(
        name="Then",
        description="What becomes of the object whose place is taken",
        items=(_AS_IN_PANEL, *((each.name, each.title(), f"{each.title()} it") for each in Then)),
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        from ..scene.proxies import proxies_of  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        if not proxies_of(context.selected_objects):
            cls.poll_message_set(
                tell("Select the objects whose place is to be taken: empties, cubes, blocked-out shapes.")
            )
            return False
        return can_start(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start them as one job, or as few as can be; none starts unless all can be asked for."""
        try:
            asked = self._asked(context)
            requests = [request for request, _ in asked]
            where = iter([destination for _, destination in asked])
            tasks = [GenerationTask(run, tuple(islice(where, len(run)))) for run in batches(requests, MOST)]
            start(self, tasks, tell("Making {what}", what=title(requests)))
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}

    def _asked(self, context: bpy.types.Context) -> list[tuple[GenerationRequest, Destination]]:
        from ..scene.proxies import prompt_in_name, proxies_of, stand_of_proxy  # noqa: PLC0415 - as above

        settings = settings_of(context)
        placement = settings.placement
        by_name = self._choice("names_as_prompts", placement)
        stretch = self._choice("stretch", placement)
        then = Then[placement.then if self.then == "PANEL" else self.then]
        asked = []
        proxies = sorted(proxies_of(context.selected_objects), key=lambda item: str(item.name))
        for number, proxy in enumerate(proxies):
            named = prompt_in_name(proxy.name) if by_name else ""
            request = request_from(instead(settings, {"prompt": named} if named else {}))
            # One seed would make twins where the prompt is the same.
            request = replace(request, seed=(request.seed + number) % (MAX_SEED + 1))
            stand = stand_of_proxy(proxy)
            destination = replace(
                placement.destination(stand.location, stand.rotation),
                box=Box(stand.size, stretch),
                replace=proxy.name,
                then=then,
            )
            asked.append((request, destination))
        return asked

    def _choice(self, name: str, placement: Any) -> bool:
        properties: Any = self.properties
        return bool(getattr(self if properties.is_property_set(name) else placement, name))


class POINTSMITH_OT_new_collection(bpy.types.Operator):
    """Make a collection and let new objects go there."""

    bl_idname = "pointsmith.new_collection"
    bl_label = "New Collection"
    bl_options = {"REGISTER", "UNDO"}

    name: StringProperty(name="Name", description="The new collection's name", default="Pointsmith")

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Make it in the scene's own collection."""
        scene: Any = context.scene
        collection = bpy.data.collections.new(str(self.name).strip() or "Pointsmith")
        scene.collection.children.link(collection)
        settings_of(context).placement.collection = collection
        return {"FINISHED"}


CLASSES = (POINTSMITH_OT_take_places, POINTSMITH_OT_new_collection)
