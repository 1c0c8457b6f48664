"""Frames for the whole video."""
