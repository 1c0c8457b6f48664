"""Frames for versions, questions and talk."""
