"""Which kinds of edits a text asks for, by its words alone: a second opinion on grammar."""
