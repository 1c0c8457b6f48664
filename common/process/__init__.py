"""How a process starts quickly, and how a command ends when it is stopped."""
