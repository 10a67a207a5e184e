"""Makes the guide's pictures from the scenarios' photographs.

    python -m tests.window.guide --zip pointsmith.zip --environment DIR [--keep DIR | --photos DIR] ...

Plays the scenarios and sittings that declare pictures (GUIDE), crops and joins their photographs, reduces them to a
palette and puts them into docs/images. With --photos nothing is played: the photographs of an earlier run are taken.
Other options are those of drive.py. Needs ImageMagick, and where --photos is not given what drive.py needs.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.window import drive
from tests.window.pictures import GuidePicture

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
MOST_BYTES = 200_000


def make(picture: GuidePicture, photos: Path, images: Path) -> Path:
    """Make one picture and return its file. Raises ValueError when it is larger than the guide's pictures may be."""
    file = images / f"{picture.image}.png"
    crop = []
    if picture.crop is not None:
        left, top, width, height = picture.crop
        crop = ["-crop", f"{width}x{height}+{left}+{top}", "+repage"]
    parts: list[str] = []
    for number, name in enumerate(picture.photos):
        gap = ["-gravity", "West", "-background", "white", "-splice", "12x0"] if number else []
        parts += ["(", str(photos / f"{name}.png"), *crop, *gap, "+gravity", ")"]
    command = ["convert", *parts, "-background", "white", "+append", "-resize", f"{picture.width}x>"]
    command += ["-strip", "-dither", "None", "-colors", str(picture.colors), f"PNG8:{file}"]
    subprocess.run(command, check=True)
    if file.stat().st_size > MOST_BYTES:
        raise ValueError(f"{file.name} has {file.stat().st_size:,} bytes; crop it, or give it fewer colours or pixels")
    return file


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blender", default="blender")
    parser.add_argument("--display", default="")
    parser.add_argument("--zip", type=Path)
    parser.add_argument("--environment", type=Path)
    parser.add_argument("--photos", type=Path, help="photographs of an earlier run, in folders named for the scenarios")
    parser.add_argument("--keep", type=Path, help="folder that keeps the photographs")
    parser.add_argument("--images", type=Path, default=IMAGES, help="folder that takes the pictures")
    parser.add_argument("--scenario", nargs="+", default=drive.names() + drive.sittings())
    options = parser.parse_args()
    if options.photos is None and (options.zip is None or options.environment is None):
        parser.error("without --photos, --zip and --environment are needed")
    declared = {name: getattr(drive.load(name), "GUIDE", ()) for name in options.scenario}
    with tempfile.TemporaryDirectory() as folder:
        play = options.photos is None
        options.photos = options.photos or options.keep or Path(folder)
        options.images.mkdir(parents=True, exist_ok=True)
        for name, pictures in declared.items():
            if not pictures or (play and not drive.play(name, options)):
                if pictures:
                    return 1
                continue
            for picture in pictures:
                file = make(picture, options.photos / name, options.images)
                drive.say(f"{file.name}: {file.stat().st_size // 1000} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
