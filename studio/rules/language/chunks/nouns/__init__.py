"""Noun phrases: which clips, photos, songs and shots are meant."""
