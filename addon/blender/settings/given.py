"""Settings that an operator may be given in the place of the panel's, for scripts and macros.

Every simple property of a settings group becomes an optional property of the operator; one that is not set leaves the
panel's value. So an operator knows a new setting as soon as the panel does.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bpy.props import CollectionProperty, PointerProperty, StringProperty

from ...core.pipelines import BUNDLED, Preset, Quality, pipeline
from ...core.readers import refused
from ...core.reference import MAX_IMAGES, ReferenceImage, images_from_json
from ...core.request import Device, GenerationRequest
from .text import Line

_OF_THE_PANEL_ALONE = {"update", "get", "set", "search", "search_options", "options"}
_SEPARATOR = ";"

PICTURES = StringProperty(
    name="Pictures",
    description=f"Files of up to {MAX_IMAGES} pictures of the one object, with “;” in between; a side may stand before "
    "each, such as front=chair.png; or a JSON list, as a manifest has it",
    options={"SKIP_SAVE"},
)


def optional(group: type, prefix: str = "") -> dict[str, Any]:
    """Return the simple properties of a settings group as annotations for an operator.

    They are not remembered from one call to the next.
    """
    found: dict[str, Any] = {}
    for name, deferred in inspect.get_annotations(group, eval_str=True).items():
        if deferred.function in (CollectionProperty, PointerProperty):
            continue
        keywords = {key: value for key, value in deferred.keywords.items() if key not in _OF_THE_PANEL_ALONE}
        found[prefix + name] = deferred.function(**keywords, options={"SKIP_SAVE"})
    return found


def given(operator: Any, names: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return what an operator was called with, of the properties that `optional` has made."""
    properties = operator.properties
    names_given = [name for name in names if name.startswith(prefix) and properties.is_property_set(name)]
    return {name.removeprefix(prefix): getattr(operator, name) for name in names_given}


def pictures(text: str) -> tuple[ReferenceImage, ...]:
    """Read the operator's property `images`: files with “;” in between, or a JSON list with all that an image may say.

    Raises
    ------
    PointsmithError
        BAD_SETTING.
    """
    if not text.lstrip().startswith("["):
        return images_from_json("images", [part.strip() for part in text.split(_SEPARATOR) if part.strip()])
    try:
        records = json.loads(text)
    except ValueError as error:
        raise refused(f"images is not JSON ({error})") from error
    return images_from_json("images", records)


def as_text(images: tuple[ReferenceImage, ...]) -> str:
    """Return what `pictures` reads."""
    records = [image.to_json() for image in images]
    if any(_SEPARATOR in record["path"] or set(record) > {"path", "side"} for record in records):
        return json.dumps(records, ensure_ascii=False)
    return _SEPARATOR.join(f"{record['side']}={record['path']}" for record in records)


class Instead:
    """A settings group as if some of its properties had other values; it is not changed.

    Its own properties, such as `from_images`, are computed from those values.
    """

    def __init__(self, group: Any, values: Mapping[str, Any]) -> None:
        self._group = group
        self._values = values

    def __getattr__(self, name: str) -> Any:
        if name in self._values:
            return self._values[name]
        if name == "given_images":
            return ()
        own = getattr(type(self._group), name, None)
        if isinstance(own, property) and own.fget is not None:
            return own.fget(self)
        return getattr(self._group, name)


def instead(settings: Any, values: Mapping[str, Any]) -> Any:
    """Return the panel's settings with values in the place of some; the settings themselves when there are none.

    A quality or a model stands for all that it fills in the panel. A prompt without pictures asks with words and
    pictures ask with pictures, unless `mode` is given too.

    Raises
    ------
    PointsmithError
        BAD_SETTING.
    """
    if not values:
        return settings
    changed = dict(values)
    if "prompt" in changed:
        changed["text"] = Line()
    if "images" in changed:
        changed["given_images"] = pictures(changed.pop("images"))
        changed.setdefault("mode", "IMAGE")
    elif "prompt" in changed:
        changed.setdefault("mode", "TEXT")
    if "model" in changed or "quality" in changed:
        model = pipeline(changed.get("model", settings.model))
        changed = _values_of(model.presets[Quality[changed.get("quality", settings.quality)]]) | changed
    return Instead(settings, changed)


def other_end(blend: Any, values: Mapping[str, Any]) -> Any:
    """Return the Blend panel's settings with values in the place of some. Raises PointsmithError BAD_SETTING."""
    changed = dict(values)
    if "images" in changed:
        changed["given_images"] = pictures(changed.pop("images"))
        changed.setdefault("kind", "IMAGE")
    elif "prompt" in changed:
        changed.setdefault("kind", "TEXT")
    elif "seed" in changed:
        changed.setdefault("kind", "SEED")
    if "seed" in changed:
        changed.setdefault("use_seed", True)
    return Instead(blend, changed) if changed else blend


def asked(request: GenerationRequest, quality: Quality) -> dict[str, Any]:
    """Return the operator's properties that ask for the same again, without what the quality says already."""
    values = _values_of(pipeline(request.pipeline).presets[quality])
    told: dict[str, Any] = {"model": request.pipeline} if request.pipeline != BUNDLED else {}
    if request.prompt:
        told["prompt"] = request.prompt
    if request.images:
        told["images"] = as_text(request.images)
    told |= {"seed": request.seed, "quality": quality.name, "output": request.output.name, "size": request.size}
    numbers = {name: getattr(request, name) for name in values if name != "sampler"}
    numbers |= {"sampler": request.sampler.name, "sharp": request.sharp, "mesher": request.mesher.name}
    usual = values | {"sharp": False, "mesher": pipeline(request.pipeline).meshers[0].name}
    told |= {name: value for name, value in numbers.items() if value != usual[name]}
    if request.device is not Device.AUTO:
        told["device"] = request.device.name
    return told


def _values_of(preset: Preset) -> dict[str, Any]:
    return asdict(preset) | {"sampler": preset.sampler.name}
