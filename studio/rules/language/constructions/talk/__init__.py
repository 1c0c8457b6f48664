"""Constructions for versions, questions and talk."""
