import tempfile, traceback
from pathlib import Path
from tests.window.scenarios import images as i


def play(window, photos):
    with tempfile.TemporaryDirectory() as folder:
        for part in (
            lambda: i._drop(window, photos, Path(folder)),
            lambda: i._cut_out(window, photos),
            lambda: i._blenders_own(window, photos),
            lambda: i._paste(window, photos, Path(folder)),
            lambda: i._drop_by_another_program(window, photos, Path(folder)),
        ):
            try:
                part()
            except BaseException:
                traceback.print_exc()
                window.take(photos / f"failed-{len(list(photos.iterdir()))}.png")
                window.key("Escape")
