"""results.parquet, for those who analyse many results: written where pyarrow can be imported."""

from __future__ import annotations

import importlib
import importlib.util
import json
import math
from collections.abc import Iterable, Iterator
from itertools import batched
from pathlib import Path
from typing import Any

from ..core.readers import refused
from .results import records, written_badly
