"""What scripts may use: `from bl_ext.user_default.pointsmith import api`; see docs/guide/scripting.md."""

from .addon.blender.api import (  # type: ignore[import-not-found]
    Handlers,
    PointsmithError,
    generate,
    generate_many,
    handlers,
    last_made,
)

__all__ = ["Handlers", "PointsmithError", "generate", "generate_many", "handlers", "last_made"]
