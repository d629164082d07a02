"""compose.yaml says what docs/operations.md asks for, of every service."""

from typing import Any

import pytest

from tests.containers.composed import (
    BEFORE,
    FOREIGN,
    OURS,
    composed,
    example,
    services,
    shown,
    variables,
)
from tests.docs.commands import commands_in
from tests.docs.markdown import ROOT, page
from tests.docs.variables import variables_read

RUNNING = sorted(OURS | FOREIGN)


def test_it_has_every_program_and_what_they_need() -> None:
    assert services().keys() == OURS | FOREIGN | {BEFORE}


@pytest.mark.parametrize("name", sorted(OURS | FOREIGN | {BEFORE}))
def test_no_service_is_root_or_may_become_it(name: str) -> None:
    service = services()[name]

    assert service["user"] not in {"", "root", "0"}
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


@pytest.mark.parametrize("name", RUNNING)
def test_each_service_is_checked_started_again_and_given_time_to_leave(name: str) -> None:
    service = services()[name]

    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert service["restart"] == "unless-stopped"
    assert service["stop_grace_period"].endswith("s")


@pytest.mark.parametrize("name", sorted(OURS | {BEFORE}))
def test_what_is_ours_writes_nothing_into_its_image(name: str) -> None:
    service = services()[name]

    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["image"] == services()[BEFORE]["image"]


def test_the_image_is_built_once() -> None:
    assert [name for name, service in services().items() if "build" in service] == [BEFORE]


@pytest.mark.parametrize("name", sorted(OURS))
def test_nothing_of_ours_starts_before_the_tables_and_redis_are_there(name: str) -> None:
    assert services()[name]["depends_on"] == {
        BEFORE: {"condition": "service_completed_successfully"},
        "redis": {"condition": "service_healthy"},
    }


def test_the_programs_are_those_of_a_server() -> None:
    (block,) = [b for b in page("docs/operations.md").blocks if "dashboard.server" in b.text]
    told = [command[1:] for command in commands_in(block.text)]
    run = [services()[name]["command"] for name in ("web", "worker-video", "worker", "beat")]

    assert {command[0] for command in run} == {"python"}
    # Inside a container everybody comes from outside.
    assert [[word.replace("0.0.0.0", "127.0.0.1") for word in c[1:]] for c in run] == told


def test_a_stop_takes_as_long_as_the_page_says() -> None:
    grace = {name: services()[name]["stop_grace_period"] for name in OURS}

    assert "Give the web 15 s and the\nworkers 10 s" in page("docs/operations.md").text
    assert grace == dict.fromkeys(OURS, "10s") | {"web": "15s"}


def test_redis_keeps_what_it_is_told_and_never_forgets() -> None:
    words = services()["redis"]["command"]
    options = dict(zip(words[1::2], words[2::2], strict=True))

    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"
    assert services()["redis"]["volumes"] == ["redis:/data"]


def test_nobody_from_outside_reaches_redis_or_the_database() -> None:
    assert composed()["networks"]["inside"] == {"internal": True}
    for name in FOREIGN:
        assert services()[name]["networks"] == ["inside"]
        assert "ports" not in services()[name]


def test_what_is_published_is_published_to_this_machine_alone() -> None:
    published = [port for service in services().values() for port in service.get("ports", [])]

    assert published
    assert all(port.startswith("${LISTEN:-127.0.0.1}:") for port in published)


def test_data_lies_in_volumes_that_have_names() -> None:
    named = set(composed()["volumes"])
    used = {v.partition(":")[0] for s in services().values() for v in s.get("volumes", [])}

    assert used == named == {"data", "postgres", "redis"}
    assert {n for n, s in services().items() if "data:/data" in s.get("volumes", [])} == {
        "web",
        "worker-video",
        "worker",
    }


def test_every_setting_that_it_gives_is_read() -> None:
    given = {name for service in OURS | {BEFORE} for name in environment(service)}

    assert {name for name in given if not name.startswith("FLOWER_")} <= variables_read().keys()


def environment(service: str) -> dict[str, Any]:
    return dict(services()[service]["environment"])


def test_the_example_shows_every_variable_that_it_is_filled_in_with() -> None:
    assert variables().keys() <= shown()


def test_the_example_shows_only_what_is_read() -> None:
    assert shown() <= variables_read().keys() | variables().keys()


def test_what_the_example_leaves_empty_is_asked_for_by_name() -> None:
    secrets = {name for name, value in example().items() if not value}

    assert secrets == {"SECRET_KEY", "POSTGRES_PASSWORD", "FLOWER_PASSWORD"}
    for name in secrets:
        assert "Put it into .env (see .env.example)" in variables()[name]


def test_what_the_example_sets_is_the_default() -> None:
    for name, value in example().items():
        default = variables().get(name, "").removeprefix(":-")
        assert default in {"", value} or default.startswith(":?"), name


def test_the_environment_of_a_server_is_no_part_of_the_project() -> None:
    for file in (".gitignore", ".dockerignore"):
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        assert ".env" in lines or lines[1] == "*"
