"""Django's administration of the ledger, one module a room of it."""

from proyecto.progress.admin import machinery, runs, team

__all__ = ["machinery", "runs", "team"]
