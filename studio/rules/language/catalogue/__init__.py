"""What people may say, an example per edit and language."""
