"""Text of people, for the core and the studio."""
