"""Frames for how the cut follows the music."""
