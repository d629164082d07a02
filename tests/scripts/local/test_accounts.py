"""The demo accounts: made once, their passwords random and kept privately."""

import stat
from pathlib import Path

import pytest
from django.contrib.auth import authenticate, get_user_model

from scripts.local.accounts import make_demo_accounts
from scripts.local.accounts_file import read_accounts

# Attempts to sign in are counted in Redis.
pytestmark = [pytest.mark.usefixtures("redis_process"), pytest.mark.django_db]


def test_a_first_run_makes_a_creator_and_a_team_who_can_sign_in(tmp_path: Path) -> None:
    file = tmp_path / "cuentas.txt"

    assert make_demo_accounts(file)
    accounts = read_accounts(file)
    creador = authenticate(username="creador", password=accounts["creador"])
    equipo = authenticate(username="equipo", password=accounts["equipo"])
    assert creador
    assert not creador.is_staff
    assert equipo
    assert equipo.is_staff
    assert equipo.is_superuser
    assert accounts["creador"] != accounts["equipo"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_later_run_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "cuentas.txt"
    make_demo_accounts(file)
    before = file.read_text()

    assert not make_demo_accounts(file)
    assert file.read_text() == before


def test_an_account_that_is_missing_is_made_and_the_other_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "cuentas.txt"
    make_demo_accounts(file)
    before = read_accounts(file)
    get_user_model()._default_manager.get(username="creador").delete()

    assert make_demo_accounts(file)
    after = read_accounts(file)
    assert after["creador"] != before["creador"]
    assert after["equipo"] == before["equipo"]


def test_no_account_is_made_whose_password_cannot_be_written_down(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        make_demo_accounts(tmp_path / "nowhere" / "cuentas.txt")

    made = get_user_model()._default_manager.filter(username__in=["creador", "equipo"])
    assert not made.exists()
