"""Prompts and reference images as tokens that the network reads."""
