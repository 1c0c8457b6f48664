"""Every sentence of the studio for people: a folder a language, a file a topic."""
