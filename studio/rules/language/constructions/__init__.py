"""One file of frames per family; importing this registers them all."""
