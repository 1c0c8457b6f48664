"""Frames for titles, captions and cards."""
