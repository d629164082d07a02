"""How the whole installation is, for the team: queues, workers, beat, what it stands on."""
