"""Clauses that lean on a neighbour: reasons, corrections, pronouns, shared words."""
