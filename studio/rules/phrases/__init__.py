"""Put edits, times, clips and places into words."""
