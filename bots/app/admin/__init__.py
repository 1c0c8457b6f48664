"""The command ``vidmuse admin``: what operators look at and do."""
