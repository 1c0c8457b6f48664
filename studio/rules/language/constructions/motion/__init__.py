"""Frames for the speed of footage."""
