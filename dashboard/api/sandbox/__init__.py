"""`/ws/sandbox/`: the protocol of `/ws/v1/`, played by scripts. No worker, database or Redis."""
