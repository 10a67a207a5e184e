"""Where an object comes from: what is stored on it, and enough to make it again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .errors import ErrorCode, PointsmithError
from .frames import Placement
from .request import GenerationRequest


@dataclass(frozen=True, slots=True)
class Provenance:
    """The request behind an object, the model and the extension that answered it, its placement and parts."""

    request: GenerationRequest
    model_hash: str
    version: str
    device: str
    placement: Placement
    parts: tuple[str, ...] = ()

    def dumps(self) -> str:
        """Return one line of JSON."""
        record = {
            "request": self.request.to_json(),
            "model_hash": self.model_hash,
            "version": self.version,
            "device": self.device,
            "placement": self.placement.to_json(),
            "parts": list(self.parts),
        }
        return json.dumps(record, ensure_ascii=False)

    @classmethod
    def loads(cls, text: str) -> Provenance:
        """Read what `dumps` wrote.

        Raises
        ------
        PointsmithError
            BAD_SETTING when the text was not written by Pointsmith or was edited into nonsense.
        """
        try:
            record: dict[str, Any] = json.loads(text)
            return cls(
                request=GenerationRequest.from_json(record["request"]),
                model_hash=str(record["model_hash"]),
                version=str(record["version"]),
                device=str(record["device"]),
                placement=Placement.from_json(record["placement"]),
                # Objects made before parts had names have no such line.
                parts=tuple(str(name) for name in record.get("parts", ())),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = "the object's Pointsmith record cannot be read"
            raise PointsmithError(ErrorCode.BAD_SETTING, reason) from error
