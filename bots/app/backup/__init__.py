"""The commands ``vidmuse backup`` and ``vidmuse restore``."""
