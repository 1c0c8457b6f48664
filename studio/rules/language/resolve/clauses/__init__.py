"""The clauses of a request: where they begin and end, and what reads each."""
