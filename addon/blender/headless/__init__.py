"""Batch generation without a window: arguments, manifests, running, exporting."""
