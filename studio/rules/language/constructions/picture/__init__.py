"""Constructions for the picture."""
