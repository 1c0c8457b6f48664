"""Short messages that carry the last edit on, turn it round or take it back."""
