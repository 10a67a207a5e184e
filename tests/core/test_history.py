"""The history: what is kept, what is found again, and what happens to it from two sides at once."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from addon.core.history import HistoryStore, searched
from addon.core.request import Blend, GenerationRequest

_PIXELS = np.full((16, 16, 4), 128, np.uint8)


def of(prompt: str, **settings: object) -> GenerationRequest:
    return GenerationRequest.of_quality("draft", prompt=prompt, **settings)


def test_the_newest_comes_first_with_all_that_it_was_made_from(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "history é")
    assert store.entries() == []
    requests = [of("a chair"), of("a vase", seed=7, blend=Blend(seed=3).to_json())]
    for request in requests:
        store.add(request, _PIXELS, "cpu", "ab" * 32)
    found = HistoryStore(store.folder).entries()
    assert [entry.request for entry in found] == requests[::-1]
    assert (found[0].device, found[0].model_hash, found[0].quality) == ("cpu", "ab" * 32, "Draft")
    assert abs(found[0].made - time.time()) < 60
    assert found[0].file.read_bytes().startswith(b"\x89PNG")


def test_it_never_grows_beyond_its_most(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path, most=3)
    for number in range(7):
        store.add(of("a chair", seed=number), _PIXELS)
    assert [entry.request.seed for entry in store.entries()] == [6, 5, 4]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_file_that_cannot_be_read_is_no_entry(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    kept = store.add(of("a chair"), _PIXELS)
    (tmp_path / "99999999999999999999-a.png").write_bytes(b"no picture")
    (tmp_path / "99999999999999999999-b.png").write_bytes(kept.file.read_bytes()[:200])
    (tmp_path / "99999999999999999999-c.png").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    assert [entry.id for entry in store.entries()] == [kept.id]
    assert (tmp_path / "notes.txt").exists()


def test_two_at_once(tmp_path: Path) -> None:
    """Each adds, reads and removes while the other does: nobody fails and nothing is half."""
    failures: list[BaseException] = []

    def work(seed: int) -> None:
        store = HistoryStore(tmp_path, most=5)
        try:
            for number in range(15):
                store.add(of("a chair", seed=seed + number), _PIXELS)
                entries = store.entries()
                if entries:
                    store.remove(entries[-1].id)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in (0, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert all(file.suffix == ".png" and file.name[0] != "." for file in tmp_path.iterdir())
    assert len(HistoryStore(tmp_path).entries()) <= 5


def test_what_a_crash_left_goes(tmp_path: Path) -> None:
    part = tmp_path / ".part-1-x.png"
    part.write_bytes(b"half")
    os.utime(part, (1, 1))
    HistoryStore(tmp_path).add(of("a chair"), _PIXELS)
    assert not part.exists()


def test_words_find_what_matches_all_of_them(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.add(of("a red chair", seed=12), _PIXELS)
    store.add(of("a Blue Vase", images=["front=/tmp/stühle.png"]), _PIXELS)
    found = store.entries()

    def titles(words: str) -> list[str]:
        return [entry.request.title for entry in searched(found, words)]

    assert titles("") == ["a Blue Vase", "a red chair"]
    assert titles("CHAIR red") == ["a red chair"]
    assert titles("12 draft") == ["a red chair"]
    assert titles("STÜHLE") == ["a Blue Vase"]
    assert titles("red vase") == []


def test_removing_stays_in_the_folder(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "history")
    kept = store.add(of("a chair"), _PIXELS)
    outside = tmp_path / "mine.png"
    outside.write_bytes(b"")
    store.remove("../mine")
    assert outside.exists()
    store.remove(kept.id)
    store.remove(kept.id)
    assert not store.entries()
    store.add(of("a chair"), _PIXELS)
    store.clear()
    assert not store.entries()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OSError):
        HistoryStore(tmp_path).add(of("a chair"), _PIXELS)
