"""Who walks through the administration, and what there is to see."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.dashboard.admin.rows import take_away, write_all
from tests.stack.people import People


@pytest.fixture(scope="module")
def boss(committed: None) -> Any:
    return People().new(is_staff=True, is_superuser=True)


@pytest.fixture(scope="module")
def rows(boss: Any) -> Iterator[dict[str, Any]]:
    written = write_all(boss)
    yield written
    take_away(written)
