"""What happened can be looked at, and not be changed."""

from proyecto.progress.admin.long import Long


class ReadOnly:
    """Nobody edits the truth."""

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        """No."""
        return False

    has_change_permission = has_delete_permission = has_add_permission


class Ledger(ReadOnly, Long):
    """A table of the ledger, to look at."""

    actions = None
