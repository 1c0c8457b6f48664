"""Constructions for titles, captions and cards."""
