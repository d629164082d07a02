"""What is to be made."""

import random
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """`cantidad` orders between two moments, `desde` a midnight; both know the shop's zone."""

    cantidad: int
    desde: datetime
    hasta: datetime
    semilla: int

    def chance(self, what: str) -> random.Random:
        """Chance of its own for each part, so that a part can be made without those before it."""
        return random.Random(f"{self.semilla}:{what}")

    def part(self, moment: datetime) -> float:
        """How much of the time is over at a moment, 0 to 1."""
        return (moment - self.desde) / (self.hasta - self.desde)
