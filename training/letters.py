"""Makes the letters of contact sheets, `addon/batch/letters.npz`, from a font file: `python -m training.letters FONT`.

The shipped file is made of DejaVu Sans, whose licence lets its pictures go anywhere.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from addon.batch.letters import FILE

SIZE = 13
SIGNS = [chr(code) for code in (*range(0x20, 0x7F), *range(0xA1, 0x180))] + list("–—‘’“”…→·×")


def main() -> None:
    """Draw every sign once, side by side, and write the strip."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("font", type=Path, help="a TrueType font")
    font = ImageFont.truetype(str(reader.parse_args().font), SIZE)
    ascent, descent = font.getmetrics()
    widths = [max(round(font.getlength(sign)), 1) for sign in SIGNS]
    starts = np.concatenate([[0], np.cumsum(widths)]).astype(np.int32)
    strip = Image.new("L", (int(starts[-1]), ascent + descent))
    drawing = ImageDraw.Draw(strip)
    for sign, start in zip(SIGNS, starts, strict=False):
        drawing.text((int(start), 0), sign, font=font, fill=255)
    np.savez_compressed(FILE, coverage=np.asarray(strip), starts=starts, signs=np.array(list(map(ord, SIGNS))))


if __name__ == "__main__":
    main()
