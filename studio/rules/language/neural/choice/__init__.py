"""Which of several readings of a request is made: what speaks for each of them."""
