"""Gives the name `dataset` back to the package under test.

pytest names this folder's modules after their path below tests/, so that it makes an empty `dataset` module first.
"""

import importlib
import sys

if getattr(sys.modules.get("dataset"), "__file__", None) is None:
    sys.modules.pop("dataset", None)
    importlib.import_module("dataset")
