"""Which files a job writes."""

from __future__ import annotations

from pathlib import Path

from ..core.errors import ErrorCode, PointsmithError

SUFFIXES: dict[str, tuple[str, ...]] = {
    "glb": (".glb",),
    "ply": (".ply",),
    "obj": (".obj",),
    "usd": (".usd", ".usdc", ".usda", ".usdz"),
    "blend": (".blend",),
}
"""Every format and its file endings, the usual one first."""


def format_of(path: Path) -> str | None:
    """Return the format that a file's ending means, or None."""
    ending = path.suffix.lower()
    return next((name for name, endings in SUFFIXES.items() if ending in endings), None)


def numbered(path: Path, number: int, count: int) -> Path:
    """Return the path for one of `count` files: "chair.glb" becomes "chair-3.glb", with zeros that keep the order."""
    ending = path.suffix if format_of(path) is not None or path.suffix.lower() == ".png" else ""
    stem = path.name.removesuffix(ending)
    return path.with_name(f"{stem}-{number:0{len(str(count))}d}{ending}")


def files(out: Path, formats: list[str]) -> tuple[Path, ...]:
    """Return the files to write: `out` itself, or beside it one for each format.

    Raises PointsmithError BAD_SETTING for an unknown format, or when neither `out` nor `formats` names one.
    """
    own = format_of(out)
    if not formats:
        if own is None:
            raise PointsmithError(ErrorCode.BAD_SETTING, f"“{out.name}” has none of the endings {', '.join(SUFFIXES)}")
        return (out,)
    for name in formats:
        if name not in SUFFIXES:
            raise PointsmithError(ErrorCode.BAD_SETTING, f"format “{name}” is not one of {', '.join(SUFFIXES)}")
    stem = out.with_suffix("") if own is not None else out
    found = [out if name == own else stem.with_name(stem.name + SUFFIXES[name][0]) for name in formats]
    return tuple(dict.fromkeys(found))
