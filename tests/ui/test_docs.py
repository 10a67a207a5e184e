"""The documentation: every failure has its entry, every link and picture is there, every page is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from addon.core.errors import ErrorCode, PointsmithError

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "tests" / "README.md", *DOCS.rglob("*.md")])
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{link} in {page.name}"
        assert not anchor or anchor in anchors(target), f"{link} in {page.name}"


def test_every_failure_has_its_entry_under_its_own_sentence() -> None:
    text = (DOCS / "troubleshooting.md").read_text(encoding="utf-8")
    entries = dict(re.findall(r"^### (.+)\n`(\w+)`$", text, re.MULTILINE))
    assert set(map(str, ErrorCode)) <= set(entries.values())
    assert len(set(entries.values())) == len(entries)
    for title, code in entries.items():
        if code not in set(ErrorCode):
            continue
        sentence = PointsmithError(ErrorCode(code), "").sentence.lower()
        words = [word for word in re.findall(r"\w+", title.lower()) if len(word) > 3]
        assert all(word in sentence for word in words), (title, sentence)


def test_the_guide_names_each_of_its_pages() -> None:
    index = (DOCS / "guide" / "README.md").read_text(encoding="utf-8")
    for page in (DOCS / "guide").glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index, page.name


def test_the_guides_pictures_are_small_and_used() -> None:
    linked = {link for page in PAGES for link in _LINK.findall(page.read_text(encoding="utf-8"))}
    names = {Path(link).name for link in linked}
    for picture in (DOCS / "images").iterdir():
        if picture.name.startswith(("guide-", "example-")):
            assert picture.stat().st_size < 200_000, picture.name
            assert picture.name in names, f"{picture.name} is on no page"
