"""The migrations are what the models say, whoever asks in which language."""

import pytest
from django.core.management import call_command
from django.utils import translation


@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_no_change_of_a_model_lacks_its_migration(committed: None, language: str) -> None:
    with translation.override(language):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
