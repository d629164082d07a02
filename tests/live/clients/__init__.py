"""The clients of `clients/` against the real product."""
