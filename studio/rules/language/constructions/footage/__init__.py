"""Constructions for footage."""
