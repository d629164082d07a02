"""Everything that `make run` keeps going on one machine: Redis, the web, the workers, beat."""
