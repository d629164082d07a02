"""Passwords that people type from a screen."""

import secrets

# No letters that look alike; 16 of 31 are 79 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """Four groups of four."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _letter in range(4)) for _group in range(4)
    )
