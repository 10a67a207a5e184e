"""Set-up: builds the worker's private environment. Standard library only, run by `vendor_install.py`."""
