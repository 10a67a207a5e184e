"""What an asset says of itself."""

from dataclasses import replace

from addon.core.asset_card import card_of
from addon.core.destination import MAX_TAGS, AssetPlace
from addon.core.frames import Placement
from addon.core.provenance import Provenance
from addon.core.reference import ReferenceImage, Side
from addon.core.request import GenerationRequest

MADE = Provenance(
    GenerationRequest("a small  red wooden chair", seed=7),
    "0" * 64,
    "1.2.3",
    "cpu",
    Placement(1.0, (0, 0, 0)),
    ("leg",),
)


def test_of_a_prompt():
    card = card_of(MADE, "chair.001", MADE.parts, AssetPlace(tags=("kitchen", "  ")))
    assert card.description == "“a small red wooden chair”, seed 7, model Pointsmith (CC0-1.0), Pointsmith 1.2.3"
    assert card.tags == ("kitchen", "chair", "furniture", "small", "red", "wooden", "leg", "pointsmith")
    assert (card.licence, card.author, card.catalog) == ("CC0-1.0", "Pointsmith", "Pointsmith/Furniture")


def test_the_artist_says_which_catalogue():
    assert card_of(MADE, "", (), AssetPlace(catalog="Level 1/Props")).catalog == "Level 1/Props"


def test_of_pictures_no_folder_is_named():
    request = GenerationRequest("", (ReferenceImage("/home/someone/secret/cup.png", Side.FRONT),))
    card = card_of(replace(MADE, request=request, parts=()), "cup", (), AssetPlace())
    assert "secret" not in f"{card}"
    assert card.description.startswith("From a picture, seed 0")
    assert "from picture" in card.tags
    assert card.catalog == "Pointsmith"


def test_another_model_says_nothing_of_its_results():
    request = GenerationRequest("a chair", pipeline="point-e-40m")
    card = card_of(replace(MADE, request=request), "", (), AssetPlace())
    assert card.licence == ""
    assert "Point-E" in card.description


def test_of_an_object_from_elsewhere():
    card = card_of(None, "Green Table.003", (), AssetPlace())
    assert (card.description, card.catalog, card.author) == ("Green Table.003", "Pointsmith/Furniture", "")
    assert card.tags[:3] == ("table", "furniture", "green")


def test_tags_are_no_more_than_is_allowed():
    parts = tuple(f"part {number}" for number in range(100))
    long = replace(MADE, request=replace(MADE.request, prompt="chair " * 150))
    card = card_of(long, "", parts, AssetPlace())
    assert len(card.tags) == MAX_TAGS
    assert len(card.description) < 500
