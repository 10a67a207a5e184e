"""The line to the driven Blender: questions and answers as lines of JSON on a pair of sockets."""

import json
import socket
from typing import Any

from tests.window.desktop import DriveError


class Line:
    """The driver's end. `startup.py` answers at its next beat, fifty times a second while Blender is free."""

    def __init__(self) -> None:
        self._here, self.there = socket.socketpair()
        self._heard = b""

    def ask(self, what: str, *arguments: Any, seconds: float = 300.0) -> Any:
        """Ask and wait for the answer.

        Raises
        ------
        DriveError
            Blender has ended, is busy for longer than that, or could not answer.
        """
        self._here.settimeout(seconds)
        try:
            self._here.sendall(json.dumps([what, *arguments]).encode() + b"\n")
            while b"\n" not in self._heard:
                heard = self._here.recv(65536)
                if not heard:
                    raise DriveError("Blender has ended")
                self._heard += heard
        except TimeoutError:
            raise DriveError(f"Blender did not answer within {seconds:g} s") from None
        except OSError as error:
            raise DriveError(f"Blender has ended: {error}") from None
        line, self._heard = self._heard.split(b"\n", 1)
        answer = json.loads(line)
        if "error" in answer:
            raise DriveError(answer["error"])
        return answer["value"]

    def close(self) -> None:
        """Hang up."""
        self._here.close()
        self.there.close()
