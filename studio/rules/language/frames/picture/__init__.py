"""Frames for the picture."""
