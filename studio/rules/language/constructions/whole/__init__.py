"""Constructions for the whole video."""
