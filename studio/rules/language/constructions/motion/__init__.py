"""Constructions for the speed of footage."""
