"""Write a beat grid in the formats of sound and video editors."""
