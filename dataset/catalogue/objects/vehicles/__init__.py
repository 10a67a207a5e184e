"""The kinds of this family."""

from ...kinds import Kind

KINDS: tuple[Kind, ...] = ()
