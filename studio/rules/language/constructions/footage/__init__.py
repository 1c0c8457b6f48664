"""Frames for footage."""
