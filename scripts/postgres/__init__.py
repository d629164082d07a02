"""A PostgreSQL for the tests: a throw-away server of their own."""
