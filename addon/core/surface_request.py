"""What is asked for when a cloud is there already: a surface around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import readers
from .surface_settings import SurfaceSettings


@dataclass(frozen=True, slots=True)
class SurfaceRequest:
    """A surface around a cloud that travels beside the request. Immutable.

    Attributes
    ----------
    title
        A short name for the result.
    settings
        How the points become a mesh.
    estimate_normals
        The cloud's normals are missing (length zero) or not to be trusted, as those of a cloud from elsewhere.
    """

    title: str
    settings: SurfaceSettings = field(default_factory=SurfaceSettings)
    estimate_normals: bool = False

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> SurfaceRequest:
        """Read what `to_json` wrote. Raises PointsmithError BAD_SETTING."""
        readers.known_keys("setting", record, {"title", "settings", "estimate_normals"})
        return cls(
            readers.text("title", record.get("title")),
            SurfaceSettings.from_json(record.get("settings")),
            readers.switch("estimate_normals", record.get("estimate_normals")),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this request."""
        return {"title": self.title, "settings": self.settings.to_json(), "estimate_normals": self.estimate_normals}

    def validated(self) -> SurfaceRequest:
        """Return this request, or raise BAD_SETTING."""
        self.settings.validated()
        return self
