"""A neural network's reading of a request, beside that of the constructions."""
