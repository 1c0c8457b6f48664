"""What the training of the networks relies on, as far as it needs no PyTorch."""
