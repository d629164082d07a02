"""The geometry of the charts: shares of the drawing's height or width, from 0 to 1."""

import math
from dataclasses import dataclass

from workers.engines.report.figures import Sales
from workers.engines.report.spanish import short_money

STEPS = (1, 2, 2.5, 5, 10)
LINES = 4


@dataclass(frozen=True, slots=True)
class Axis:
    """From nothing to ``top``, in centavos, with a line at each ``tick``."""

    top: float
    ticks: list[float]


def axis(most: float) -> Axis:
    """Round numbers up to ``most``: about four lines, of which the last is at or above it."""
    if most <= 0:
        return Axis(1, [])
    rough = most / LINES
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in STEPS if factor * power >= rough * (1 - 1e-9))
    count = math.ceil(most / step - 1e-9)
    return Axis(step * count, [step * n for n in range(count + 1)])


def by_day(sales: Sales) -> dict[str, object]:
    """Bars of this month, marks of the month before, and the axis."""
    pairs = sales.days
    scale = axis(max(max(p.now.cents, p.before.cents) for p in pairs.values()))
    best = max(pairs, key=lambda day: pairs[day].now.cents)
    return {
        "ticks": [{"at": tick / scale.top, "label": short_money(tick)} for tick in scale.ticks],
        "bars": [
            {
                "day": str(day),
                "at": pair.now.cents / scale.top,
                "before": pair.before.cents / scale.top,
                "weekend": sales.month.first.replace(day=day).weekday() >= 5,
                "label": short_money(pair.now.cents) if day == best and pair.now.cents else "",
            }
            for day, pair in pairs.items()
        ],
    }


def widths(values: list[int]) -> list[float]:
    """Bars side by side: the longest is as long as there is room."""
    most = max([*values, 1])
    return [max(0, value) / most for value in values]
