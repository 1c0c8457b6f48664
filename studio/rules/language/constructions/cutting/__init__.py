"""Constructions for how the cut follows the music."""
