"""Programs for the tests of this folder."""

from typing import Any

import pytest

from proyecto.progress.tokens import Scope, make_token
from tests.stack.people import Person
from tests.stack.program import Program
from tests.stack.stack import Stack


def token_of(user: Any, *scopes: Scope) -> str:
    """A token of theirs; to see and to do unless something else is said."""
    return make_token(user, "prueba", scopes or [Scope.READ, Scope.WRITE])[1]


@pytest.fixture
def program(stack: Stack, person: Person) -> Program:
    """One of `person`'s."""
    return Program(stack.address, token_of(person.user))
