"""The closed list of what can go wrong, each with one sentence for the artist and a way out."""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """Every failure that may reach the artist."""

    NOT_SET_UP = "not_set_up"
    SETUP_FAILED = "setup_failed"
    OFFLINE = "offline"
    EMPTY_PROMPT = "empty_prompt"
    UNKNOWN_PROMPT = "unknown_prompt"
    BAD_IMAGE = "bad_image"
    PICTURE_WITHHELD = "picture_withheld"
    BAD_CLOUD = "bad_cloud"
    BAD_SELECTION = "bad_selection"
    BAD_SETTING = "bad_setting"
    NO_SUCH_DEVICE = "no_such_device"
    OUT_OF_MEMORY = "out_of_memory"
    WRONG_WEIGHTS = "wrong_weights"
    MODEL_MISSING = "model_missing"
    MODEL_BUSY = "model_busy"
    MODELS_OFFLINE = "models_offline"
    DOWNLOAD_FAILED = "download_failed"
    WRONG_DOWNLOAD = "wrong_download"
    WRONG_CHECKPOINT = "wrong_checkpoint"
    WORKER_VERSION = "worker_version"
    WORKER_SILENT = "worker_silent"
    WORKER_DIED = "worker_died"
    SET_ASIDE = "set_aside"
    DISK_FULL = "disk_full"
    NOT_WRITABLE = "not_writable"
    EMPTY_RESULT = "empty_result"
    BAD_MESH = "bad_mesh"
    NO_LIBRARY = "no_library"
    NO_CLUSTER = "no_cluster"
    INTERNAL = "internal"


_SENTENCES: dict[ErrorCode, tuple[str, str]] = {
    ErrorCode.NOT_SET_UP: (
        "The worker is not set up yet.",
        "Press Set up in the Pointsmith panel, or run vendor_install.py.",
    ),
    ErrorCode.SETUP_FAILED: (
        "Set-up stopped before it was finished: {detail}.",
        "Run it again; it goes on where it stopped. The log tells more.",
    ),
    ErrorCode.OFFLINE: (
        "Blender is not allowed to go online, and set-up has to fetch packages.",
        "Turn on Preferences > System > Network > Allow Online Access, or name a folder of wheels.",
    ),
    ErrorCode.EMPTY_PROMPT: (
        "There is nothing to make yet.",
        "Type a prompt such as “a red chair”, or choose an image.",
    ),
    ErrorCode.UNKNOWN_PROMPT: (
        "The model knows none of these words: {detail}.",
        "Ask for something it knows, such as “a red chair”, “a tall blue vase” or “a small house”.",
    ),
    ErrorCode.BAD_IMAGE: (
        "The reference image cannot be used: {detail}.",
        "Choose a picture of one object, on a plain or transparent background.",
    ),
    ErrorCode.PICTURE_WITHHELD: (
        "The model's own filter withheld the picture.",
        "Press Draw Another for other noise, or use other words.",
    ),
    ErrorCode.BAD_CLOUD: (
        "The point cloud cannot be used: {detail}.",
        "Choose a PLY, XYZ, PTS, OBJ or LAS file of a scanned or sampled surface.",
    ),
    ErrorCode.BAD_SELECTION: (
        "The selected objects cannot be used: {detail}.",
        "Select an object with a surface that you can move, in Object Mode.",
    ),
    ErrorCode.BAD_SETTING: (
        "A setting cannot be used: {detail}.",
        "Change it, or choose a quality preset.",
    ),
    ErrorCode.NO_SUCH_DEVICE: (
        "The device “{detail}” is not available to the worker.",
        "Set Device to Automatic or CPU, or run set-up again for this device.",
    ),
    ErrorCode.OUT_OF_MEMORY: (
        "The device ran out of memory.",
        "Use {detail}, close other programs, or set Device to CPU.",
    ),
    ErrorCode.WRONG_WEIGHTS: (
        "The model's weights cannot be used: {detail}.",
        "Install the extension again; its zip carries the weights.",
    ),
    ErrorCode.MODEL_MISSING: (
        "The model “{detail}” is not on this computer.",
        "Download it in the preferences under Models, or load it from a file there.",
    ),
    ErrorCode.MODEL_BUSY: (
        "The model “{detail}” is being fetched right now.",
        "Wait until it is there, or cancel it; another Blender may be what fetches it.",
    ),
    ErrorCode.MODELS_OFFLINE: (
        "Blender is not allowed to go online, and this model has to be fetched.",
        "Turn on Preferences > System > Network > Allow Online Access, or choose Load from File.",
    ),
    ErrorCode.DOWNLOAD_FAILED: (
        "The download stopped: {detail}.",
        "Press Resume; it goes on where it stopped. A proxy, a mirror or a file from elsewhere may help.",
    ),
    ErrorCode.WRONG_DOWNLOAD: (
        "The download cannot be trusted: {detail}.",
        "Download it again; if it stays so, choose another mirror, or load a file that you trust.",
    ),
    ErrorCode.WRONG_CHECKPOINT: (
        "The file cannot be used as this model: {detail}.",
        "Choose the file as it was published, or press Download.",
    ),
    ErrorCode.WORKER_VERSION: (
        "The worker is of another version ({detail}).",
        "Restart Blender; if that does not help, install the extension again.",
    ),
    ErrorCode.WORKER_SILENT: (
        "The worker did not answer and was ended.",
        "Press Generate again. Its log: {detail}",
    ),
    ErrorCode.WORKER_DIED: (
        "The worker stopped unexpectedly.",
        "Press Generate again. Its log: {detail}",
    ),
    ErrorCode.SET_ASIDE: (
        "The job was set aside: {detail}.",
        "The others went on. Try it alone, or with another picture, fewer points or a lower quality.",
    ),
    ErrorCode.DISK_FULL: (
        "The disk is full.",
        "Free some space in {detail} and try again.",
    ),
    ErrorCode.NOT_WRITABLE: (
        "This place cannot be written: {detail}.",
        "Choose another folder, or change its permissions.",
    ),
    ErrorCode.EMPTY_RESULT: (
        "The points did not close into a surface.",
        "Try another seed, or choose Point Cloud as output.",
    ),
    ErrorCode.BAD_MESH: (
        "The mesh cannot be changed like this: {detail}.",
        "It is as it was. Quads with the method Voxels close most meshes; then try again, or use other values.",
    ),
    ErrorCode.NO_LIBRARY: (
        "The asset library cannot be used: {detail}.",
        "Add one in Preferences > File Paths > Asset Libraries, or choose another one.",
    ),
    ErrorCode.NO_CLUSTER: (
        "The Ray cluster cannot be used: {detail}.",
        "Look at it with “ray status”. What is made stays; the same command with --resume makes the rest.",
    ),
    ErrorCode.INTERNAL: (
        "Something went wrong that should not: {detail}.",
        "Please report it with the text of Copy Diagnostics in the preferences.",
    ),
}


NO_DETAIL = ("no details", "a smaller setting")
"""What fills the blank of a sentence, and of a way out, where nothing more is known."""


class PointsmithError(Exception):
    """A failure from the closed list.

    Parameters
    ----------
    code
        Which failure.
    detail
        What fills the sentence's blank: a path, a setting, a smaller choice. No newline, no final stop.
    """

    def __init__(self, code: ErrorCode, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    @property
    def templates(self) -> tuple[str, str]:
        """Sentence and way out with “{detail}” where the detail goes, for translators."""
        return _SENTENCES[self.code]

    @property
    def sentence(self) -> str:
        """What happened, for the artist."""
        return _SENTENCES[self.code][0].format(detail=self.detail or NO_DETAIL[0])

    @property
    def way_out(self) -> str:
        """What to do about it, for the artist."""
        return _SENTENCES[self.code][1].format(detail=self.detail or NO_DETAIL[1])

    def __str__(self) -> str:
        return f"{self.sentence} {self.way_out}"
