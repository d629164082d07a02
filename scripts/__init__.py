"""What `make` calls: the way from a bare machine to a running, tested, checked Avance."""
