"""How a run may end other than by returning: what a task raises, and what its worker does then."""

from typing import Any


class Rejected(Exception):
    """What was asked for can't be done, now or later. `code` and `facts` make the sentence that
    the person reads; it is not tried again."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{name}={value}" for name, value in self.facts.items())])


class Transient(Exception):
    """Something failed that may pass by itself. It is tried again; `detail` is for experts."""

    def __init__(self, code: str, detail: str = "", **facts: Any) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.facts = facts


class NotDone(Exception):
    """Raised by what does an effect: it did not happen, for certain. `problem` is what becomes of
    the run: `Rejected`, `Transient`, an OSError. Anything else that an act raises leaves open
    whether it happened."""

    def __init__(self, problem: Exception) -> None:
        super().__init__(problem)
        self.problem = problem

    def why(self) -> dict[str, Any]:
        """What is kept of it."""
        problem = self.problem
        detail = getattr(problem, "detail", "") or str(problem)
        return {"error": getattr(problem, "code", ""), "detail": detail}


class Stop(BaseException):
    """This attempt must end now. Not an Exception, so that no task catches it by accident."""


class Cancelled(Stop):
    """A person cancelled the run."""


class Superseded(Stop):
    """A newer attempt holds the run, or it has ended: nothing of this one counts any more."""


class Interrupted(Stop):
    """The worker is being shut down; the run goes on elsewhere."""
