"""The object of an opaque picture: what a smooth background does not explain, or what GrabCut finds."""

from .find import foreground, foreground_in_box

__all__ = ["foreground", "foreground_in_box"]
