"""Constructions for music and sound."""
