"""The hands on the sidebar: its tabs, its panels, its widgets."""

import time
from typing import Any

from tests.window.desktop import DriveError, Place
from tests.window.running import RunningBlender

Named = dict[str, object]


class SidebarHands(RunningBlender):
    """Finds a widget by what Blender says is under the mouse, and clicks it."""

    def __init__(self, *started_with: Any) -> None:
        super().__init__(*started_with)
        self._known: dict[str, Place] = {}
        self._last: dict[str, int] = {}
        """Where each widget was found last, in pixels below the panel's top."""

    def open_tab(self, name: str = "Pointsmith") -> None:
        """Click down the tabs at the sidebar's right edge until the one of that name is open."""
        # Software rendering compiles its shaders before the first frame, which takes a busy machine minutes.
        state = self.wait("the sidebar", lambda s: s["panel"][2] > 50 and s["frames"] > 1, 300.0)
        left, bottom, width, height = state["panel"]
        for y in range(bottom + height - 20, bottom, -25):
            self.move(left + width - 9, y)
            self.press()
            if self.state["tab"] == name:
                return
        raise DriveError(f"no tab {name}")

    def widen_sidebar(self, width: int) -> None:
        """Drag the sidebar's edge until it is about as wide."""
        left, bottom, now, height = self.state["panel"]
        # Beside the first panel, below its header: elsewhere the view under a transparent sidebar takes the mouse.
        y = bottom + height - 150
        self.drag((left - 1, y), (left - 1 + now - width, y))
        self._known.clear()
        self.wait("the sidebar's width", lambda s: abs(s["panel"][2] - width) < 40)

    def scroll(self, turns: int) -> None:
        """Turn the wheel over the sidebar: down, or up where `turns` is negative."""
        left, bottom, width, height = self.state["panel"]
        self.move(left + width // 2, bottom + height // 2)
        self.xdotool("click", "--repeat", abs(turns), "--delay", 20, 5 if turns > 0 else 4)
        time.sleep(0.4)
        self._known.clear()

    def find(self, widget: str, across: float | None = None, **arguments: object) -> Place:
        """Return where in the sidebar a widget is, scrolling down to it where it must.

        Parameters
        ----------
        widget
            The operator's or the property's name as Python would write it, without `pointsmith.`: "generate",
            "prompt", "images[0].side", "object.delete".
        across
            Where in the sidebar's width to look, from 0 to 1: one button of several with the same name. Left out, the
            middle, the left and the right are tried.
        **arguments
            What the operator's button is drawn with.
        """
        key = f"{widget}{across}{arguments}"
        for scrolled in range(12):
            if place := self._on_screen(key, widget, (across,) if across else (0.5, 0.3, 0.85), arguments):
                self._known[key] = place
                self._last[key] = self._top() - place[1]
                return place
            before = self.state["scroll"]
            self.scroll(-100 if scrolled == 0 else 6)
            if self.state["scroll"] == before and scrolled:
                break
        raise DriveError(f"no widget {widget} {arguments or ''} in the panel")

    def _on_screen(self, key: str, widget: str, across: tuple[float, ...], arguments: Named) -> Place | None:
        if key in self._known and self._names(*self._known[key], widget, arguments):
            return self._known[key]
        left, bottom, width, height = self.state["panel"]
        step = max(9, round(15 * self.python("bpy.context.preferences.view.ui_scale")))
        rows = list(range(bottom + height - 8, bottom + 8, -step))
        if key in self._last:
            last = bottom + height - self._last[key]
            rows = sorted({last, *rows}, key=lambda y: abs(y - last))
        for share in across:
            x = left + int(width * share)
            for y in rows:
                # A second look from nearer the widget's middle: the first may have caught its rim.
                if self._names(x, y, widget, arguments):
                    lower = y - step // 3
                    return x, lower if self._names(x, lower, widget, arguments) else y
        return None

    def _top(self) -> int:
        panel: tuple[int, ...] = self.state["panel"]
        return panel[1] + panel[3]

    def find_near(self, widget: str, place: Place) -> Place | None:
        """Return where a widget is that has come up beside a place, looking below and above it; None without one."""
        x, y = place
        for distance in range(0, 60, 8):
            for near in sorted({y - distance, y + distance}):
                if self._names(x, near, widget, {}):
                    return x, near
        return None

    def _names(self, x: int, y: int, widget: str, arguments: Named) -> bool:
        self.move(x, y)
        # What is said at the first beat may be about the place before.
        self._line.ask("hover")
        button: str = self._line.ask("hover")
        name, _, told = button.partition("(")
        return name == widget and all(f"{key}={value!r}" in told.replace('"', "'") for key, value in arguments.items())

    def click(self, widget: str, across: float | None = None, **arguments: object) -> None:
        """Click a widget of the sidebar; see `find`."""
        place = self.find(widget, across, **arguments)
        self.move(*place)
        self.press()

    def fill(self, widget: str, text: str, across: float | None = None) -> None:
        """Type text or a number into a field of the sidebar, in the place of what it holds."""
        self.move(*self.find(widget, across))
        # A number's field takes text after a double click, a text's after the first.
        self.xdotool("click", "--repeat", 2, "--delay", 60, 1)
        time.sleep(0.2)
        self.key("ctrl+a")
        self.type(text)
        self.key("Return")
        self.state  # noqa: B018 - Blender has taken it in when it answers

    def choose(self, widget: str, value: str) -> None:
        """Turn the wheel with Ctrl over a menu of the panel's settings until it shows a value's identifier."""
        self.move(*self.find(widget))
        for button in [5] * 20 + [4] * 40:
            if self.python(f"settings.{widget}") == value:
                return
            self.xdotool("keydown", "ctrl", "click", button, "keyup", "ctrl")
            time.sleep(0.1)
        raise DriveError(f"{widget} does not become {value}")

    def open_panels(self) -> list[str]:
        """Return the names of the classes of our panels that show their inside."""
        self._line.ask("open_panels")
        end = time.monotonic() + 5.0
        while not (drawn := self._line.ask("panels_drawn")) and time.monotonic() < end:
            time.sleep(0.02)
        names: list[str] = drawn
        return names

    def toggle(self, panel: str, *, last: bool = False) -> None:
        """Click the header of a panel (by its class's name), which opens or closes it.

        All panels follow the Generate button; `last` begins at the bottom.
        """
        if last:
            self.scroll(100)
        before = self.open_panels()
        left, bottom, width, height = self.state["panel"]
        start = bottom + height - 12 if last else self.find("generate")[1] - 20
        rows = range(start, bottom + 8, -10)
        skipped = 0
        for y in reversed(rows) if last else rows:
            if abs(y - skipped) < 20:  # the same header
                continue
            self.move(left + int(width * 0.4), y)
            self._line.ask("hover")
            if self._line.ask("hover"):
                continue
            self.press()
            time.sleep(0.3)  # panels open and close slowly
            after = self.open_panels()
            if (panel in after) != (panel in before):
                self._known.clear()
                return
            if before != after:
                skipped = y
                self.press()
                time.sleep(0.3)
        raise DriveError(f"no header of {panel} to click")
