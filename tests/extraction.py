"""The texts in the code of `addon/` that reach the artist, found in its syntax tree.

What Blender keeps itself (names, tooltips) is not here but in `tests/blender/inside/strings.py`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADDON = ROOT / "addon"
UNSEEN = ("headless", "batch/", "farm/", "setup/command.py", "setup/demo.py", "setup/blender_finder.py")
"""What only a command line shows."""

_ON_BUTTONS = {"operator", "operator_menu_enum", "operator_enum"}
_IN_LAYOUTS = _ON_BUTTONS | {"label", "progress", "prop", "menu", "row", "prop_menu_enum", "panel"}
_IN_LAYOUTS |= {"invoke_props_dialog", "invoke_confirm"}
_SHOWN = {"text", "placeholder", "heading", "title", "confirm_text"}
_TOLD = {"report": 1, "poll_message_set": 0, "draw_text": 1, "refused": 0, "progress": 1, "status_text_set": 0}
"""Functions whose argument of this number is a sentence for the artist."""
_NEVER_TRANSLATED = {"poll_message_set", "status_text_set"}
"""Functions of Blender that show even a literal as it is."""
_WORDS = re.compile(r"[A-Za-zÀ-ÿ]{2}")


@dataclass(slots=True)
class Found:
    """What was found.

    Attributes
    ----------
    messages
        (context, message) to where it stands.
    bare
        Where a sentence that is put together is shown without `tell`.
    """

    messages: dict[tuple[str, str], str] = field(default_factory=dict)
    bare: list[str] = field(default_factory=list)


def extract() -> Found:
    """Read every module of the extension."""
    found = Found()
    for path in sorted(ADDON.rglob("*.py")):
        name = path.relative_to(ADDON).as_posix()
        if not any(part in name for part in UNSEEN):
            _Reader(found, name).visit(ast.parse(path.read_text(encoding="utf-8")))
    return found


class _Reader(ast.NodeVisitor):
    def __init__(self, found: Found, name: str) -> None:
        self._found = found
        self._name = name
        self._in_blender = name.startswith("blender/")

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name = _called(node)
        if isinstance(node.func, ast.Name) and name == "tell":
            self._add_told(node)
        elif name == "PointsmithError" and len(node.args) > 1:
            self._add(node.args[1], retold=True)
        elif name in {"Mend", "_again"} and node.args:
            self._add(node.args[1 if name == "Mend" else 0], context="Operator")
        elif name == "append" and isinstance(node.func, ast.Attribute) and "notices" in ast.unparse(node.func.value):
            self._add(node.args[0], retold=True)
        elif name in _NEVER_TRANSLATED and _is_literal(node.args[0]):
            self._found.bare.append(f"{self._name}:{node.lineno}: {name} without tell()")
        elif name in _TOLD and len(node.args) > _TOLD[name]:
            self._add(node.args[_TOLD[name]], retold=name in {"refused", "progress"})
        if name in _IN_LAYOUTS and self._in_blender:
            context = "Operator" if name in _ON_BUTTONS else "*"
            for keyword in node.keywords:
                if keyword.arg in _SHOWN:
                    self._add(keyword.value, context=context)

    def visit_Return(self, node: ast.Return) -> None:
        self.generic_visit(node)
        if node.value is not None and self._in_blender:
            for value in _parts(node.value):
                if _is_sentence(value):
                    self._add(value, retold=True)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        target = ast.unparse(node.targets[0])
        if target.endswith(("text", "told", "reason", "notice", "STEPS", "titles", "_NO_PICTURE")):
            for value in _outermost(node.value):
                if _is_sentence(value) and (self._in_blender or " " in ast.unparse(value)):
                    self._add(value, retold=True)

    def _add_told(self, node: ast.Call) -> None:
        context = node.args[1] if len(node.args) > 1 else None
        named = context.value if isinstance(context, ast.Constant) else "*"
        for value in _parts(node.args[0]):
            if isinstance(value, ast.Constant):
                self._keep(str(named), str(value.value), node)
            elif isinstance(value, ast.JoinedStr):
                self._found.bare.append(f"{self._name}:{node.lineno}: f-string in tell()")

    def _add(self, node: ast.expr, context: str = "*", *, retold: bool = False) -> None:
        for value in _parts(node):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                self._keep(context, value.value, value)
            elif isinstance(value, ast.JoinedStr) and _WORDS.search(template(value).replace("{", " {")):
                words = re.sub(r"\{\w*\}", "", template(value))
                if not _WORDS.search(words):
                    continue
                self._keep("*", template(value), value)
                if self._in_blender and not retold:
                    self._found.bare.append(f"{self._name}:{value.lineno}: {template(value)}")

    def _keep(self, context: str, message: str, node: ast.AST) -> None:
        if _WORDS.search(re.sub(r"\{\w*\}", "", message)):
            self._found.messages.setdefault((context, message), f"{self._name}:{getattr(node, 'lineno', 0)}")


def template(node: ast.JoinedStr) -> str:
    """Return an f-string as a message whose blanks are named after what fills them."""
    parts: list[str] = []
    names: dict[str, str] = {}
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value).replace("{", "{{").replace("}", "}}"))
            continue
        assert isinstance(value, ast.FormattedValue)
        source = ast.unparse(value.value)
        words = [word for word in re.findall(r"[A-Za-z_]\w*", source) if word not in {"max", "len", "str", "f", "join"}]
        name = (words[-1] if words else "value").strip("_").lower()
        while name in names and names[name] != source:
            name += "_"
        names[name] = source
        parts.append("{" + name + "}")
    return "".join(parts)


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the texts that an expression may be: both sides of a condition, each item of a choice."""
    if isinstance(node, ast.IfExp):
        yield from _parts(node.body)
        yield from _parts(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _parts(value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _parts(node.left)
        yield from _parts(node.right)
    else:
        yield node


def _outermost(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the texts in an expression, but nothing of an f-string, of a call's arguments or of what is indexed."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        yield node
    elif not isinstance(node, ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from _outermost(child)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_sentence(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return len(re.sub(r"\{\w*\}", "", template(node)).split()) > 1
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and bool(re.match(r"[A-Z][^A-Z_]*[ a-z]", text))
