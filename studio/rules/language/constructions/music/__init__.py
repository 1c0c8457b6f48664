"""Frames for music and sound."""
