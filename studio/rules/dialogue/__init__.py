"""What was said before: short answers, and what a request leaves to the next one."""
