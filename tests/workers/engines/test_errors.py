"""The two errors keep their code and facts wherever they are sent."""

import pickle
import re
from pathlib import Path

import pytest

from workers.engines import errors
from workers.engines.errors import EngineFailed, Failure, MediaRejected, Rejection


def test_a_rejection_survives_pickling() -> None:
    sent = MediaRejected(Rejection.TOO_LONG, seconds=9.5, limit=5)
    got = pickle.loads(pickle.dumps(sent))
    assert (got.code, got.facts) == (Rejection.TOO_LONG, {"seconds": 9.5, "limit": 5})
    assert str(got) == "too_long(seconds=9.5, limit=5)"


def test_a_failure_survives_pickling() -> None:
    got = pickle.loads(pickle.dumps(EngineFailed(Failure.DISK_FULL, "exit 228")))
    assert (got.code, got.detail, str(got)) == ("disk_full", "exit 228", "disk_full: exit 228")


def test_the_codes_are_closed() -> None:
    with pytest.raises(ValueError, match="bad_luck"):
        EngineFailed("bad_luck")  # type: ignore[arg-type]


@pytest.mark.parametrize("codes", [Rejection, Failure])
def test_every_code_is_explained_where_it_is_defined(codes: type[Rejection | Failure]) -> None:
    source = Path(errors.__file__).read_text()
    for code in codes:
        assert re.search(rf'{code.name} = "{code.value}"\n    """\w', source), code
