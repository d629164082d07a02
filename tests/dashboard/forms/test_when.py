"""Now, in a while, this evening, or any other moment: in the person's own zone."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.utils import timezone, translation

from dashboard.forms.when import WhenField

# A Sunday in Mexico City, ten past two in the afternoon; ten past nine in the evening in Madrid.
NOON = datetime(2026, 11, 22, 20, 10, tzinfo=UTC)


class Asking(forms.Form):
    """What a page asks."""

    cuando = WhenField()


def asked(zone: str = "America/Mexico_City", at: datetime = NOON, **data: str) -> Asking:
    """The form as somebody in that zone sent it at that moment."""
    with time_machine.travel(at, tick=False), timezone.override(ZoneInfo(zone)):
        form = Asking(data)
        form.is_valid()
        return form


def said(form: Asking) -> str:
    """Its one complaint, in English."""
    (complaint,) = form.errors.get("cuando", [""])
    return str(complaint)


def page(zone: str = "America/Mexico_City", at: datetime = NOON, **given: Any) -> str:
    with time_machine.travel(at, tick=False), timezone.override(ZoneInfo(zone)):
        return str(Asking(**given)["cuando"])


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.mark.parametrize("data", [{}, {"cuando": ""}, {"cuando": "now"}])
def test_nothing_chosen_means_now(data: Any) -> None:
    form = asked(**data)
    assert form.is_valid()
    assert form.cleaned_data["cuando"] is None


def test_in_ten_minutes_is_counted_from_the_moment_of_sending() -> None:
    assert asked(cuando="600").cleaned_data["cuando"] == NOON + timedelta(minutes=10)


def test_this_evening_is_offered_by_its_name_and_means_the_persons_evening() -> None:
    assert "Today at 18:00" in page()
    assert 'value="2026-11-22T18:00"' in page()
    chosen = asked(cuando="2026-11-22T18:00").cleaned_data["cuando"]
    assert chosen == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


def test_when_the_evening_has_come_the_next_morning_is_offered() -> None:
    assert "Tomorrow at 08:00" in page("Europe/Madrid")
    assert 'value="2026-11-23T08:00"' in page("Europe/Madrid")


@pytest.mark.parametrize("text", ["2026-12-01T09:30", "2026-12-01 09:30", "2026-12-01T09:30:00"])
def test_any_other_time_is_read_in_the_persons_zone(text: str) -> None:
    form = asked("Asia/Tokyo", cuando="at", cuando_at=text)
    assert form.cleaned_data["cuando"] == datetime(2026, 12, 1, 0, 30, tzinfo=UTC)


def test_a_time_with_an_offset_of_its_own_is_taken_at_its_word() -> None:
    form = asked("Asia/Tokyo", cuando="at", cuando_at="2026-12-01T09:30+00:00")
    assert form.cleaned_data["cuando"] == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def test_the_minute_that_has_just_begun_is_now() -> None:
    at = NOON.replace(second=40)
    form = asked(at=at, cuando="at", cuando_at="2026-11-22T14:10")
    assert form.is_valid()
    assert form.cleaned_data["cuando"] is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("2026-11-22T14:08", "That time has passed: it is 14:10."),
        ("2020-01-01T00:00", "That time has passed: it is 14:10."),
        ("0001-01-01T00:00", "That time has passed: it is 14:10."),
        ("2027-11-23T00:00", "That is more than a year away."),
        ("9999-12-31T23:59", "That is more than a year away."),
        ("", "Write a date and a time, such as 2026-11-22 18:00."),
        ("soon", "Write a date and a time, such as 2026-11-22 18:00."),
        ("2026-02-30T10:00", "Write a date and a time, such as 2026-11-22 18:00."),
    ],
)
def test_what_makes_no_sense_is_told_and_stands_there_to_be_mended(
    text: str, complaint: str
) -> None:
    form = asked(cuando="at", cuando_at=text)
    assert said(form) == complaint
    shown = str(form["cuando"])
    assert f'value="{text}"' in shown or not text
    assert 'value="at" checked' in shown
    assert 'aria-invalid="true"' in shown


def test_a_choice_that_nobody_offered_is_refused() -> None:
    assert said(asked(cuando="<script>")).startswith("Write a date")
    assert "<script>" not in str(asked(cuando="<script>")["cuando"])


def test_an_offer_that_has_passed_while_the_page_was_open_is_told() -> None:
    late = NOON + timedelta(hours=5)
    form = asked(at=late, cuando="2026-11-22T18:00")
    assert said(form) == "That time has passed: it is 19:10."


def test_the_hour_that_a_clock_leaves_out_is_told() -> None:
    at = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    form = asked("Europe/Madrid", at, cuando="at", cuando_at="2027-03-28T02:30")
    assert said(form) == "There is no such hour on that day: the clocks go forward."


def test_the_hour_that_a_clock_has_twice_is_the_first_of_them() -> None:
    at = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    form = asked("Europe/Madrid", at, cuando="at", cuando_at="2026-10-25T02:30")
    assert form.cleaned_data["cuando"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_time_given_beforehand_is_shown_in_the_persons_zone() -> None:
    shown = page("Asia/Tokyo", initial={"cuando": datetime(2026, 12, 1, 0, 30, tzinfo=UTC)})
    assert 'value="2026-12-01T09:30"' in shown
    assert 'value="at" checked' in shown


def test_it_is_a_group_with_a_name_and_each_part_has_one() -> None:
    with translation.override("es-mx"):
        field = Asking()["cuando"]
        assert field.use_fieldset
        assert "Ahora" in str(field)
        assert 'aria-label="Fecha y hora"' in str(field)
