"""The object of an opaque picture: what a smooth background does not explain, or what GrabCut finds."""

from .find import Foreground

__all__ = ["Foreground"]
