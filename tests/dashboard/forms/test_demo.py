"""What can be asked for as demo orders."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import translation

from dashboard.forms.demo import DemoForm

# In Mexico it is still the last evening of October.
EVENING = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
GOOD = {"cantidad": "40000", "desde": "2024-01", "hasta": "2026-10", "semilla": "7"}


def asked(**changed: str) -> DemoForm:
    with time_machine.travel(EVENING, tick=False), translation.override("en"):
        form = DemoForm(GOOD | changed)
        form.is_valid()
        return form


def test_months_are_whole_but_nobody_has_ordered_yet_what_is_to_come() -> None:
    data = asked().cleaned_data
    assert data["desde"].isoformat() == "2024-01-01T00:00:00-06:00"
    assert data["hasta"] == EVENING
    assert asked(hasta="2026-09").cleaned_data["hasta"].isoformat() == "2026-10-01T00:00:00-06:00"
    assert (data["cantidad"], data["semilla"]) == (40_000, 7)


def test_what_is_offered_can_be_asked_for() -> None:
    with time_machine.travel(EVENING, tick=False):
        usual = DemoForm.usual()
        assert usual == {"cantidad": 40_000, "desde": "2024-11", "hasta": "2026-10"}
        assert DemoForm(usual).is_valid()


def test_without_a_seed_chance_decides() -> None:
    assert asked(semilla="").cleaned_data["semilla"] >= 0
    assert len({asked(semilla="").cleaned_data["semilla"] for _ in range(20)}) > 1


WRONG = [
    ("cantidad", "", "Say how many orders to make."),
    ("cantidad", "0", "Ask for a whole number of orders from 1 to 1,000,000."),
    ("cantidad", "1000001", "Ask for a whole number of orders from 1 to 1,000,000."),
    ("cantidad", "1.5", "Ask for a whole number of orders from 1 to 1,000,000."),
    ("cantidad", "9" * 5000, "Ask for a whole number of orders from 1 to 1,000,000."),
    ("desde", "2024-13", "Write the month as year and number, such as 2026-10, from 2000 on."),
    ("hasta", "1999-12", "Write the month as year and number, such as 2026-10, from 2000 on."),
    ("hasta", "2026-11", "That month has not begun yet: nobody orders ahead."),
    ("hasta", "2023-12", "The last month lies before the first."),
    ("semilla", "x", "The seed is a whole number, such as 7."),
    ("semilla", "9" * 19, "The seed is a whole number, such as 7."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), WRONG)
def test_what_makes_no_sense_gets_a_sentence(field: str, value: str, sentence: str) -> None:
    form = asked(**{field: value})
    with translation.override("en"):
        assert form.errors == {field: [sentence]}
