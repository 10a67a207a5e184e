"""What can be wrong with a file of arrays (.npz)."""

import zipfile

BROKEN = (OSError, ValueError, KeyError, TypeError, EOFError, NotImplementedError, zipfile.BadZipFile)
"""What reading one raises when it is missing, cut off, or something else."""
