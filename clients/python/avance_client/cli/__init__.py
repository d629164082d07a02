"""The command `avance`."""
