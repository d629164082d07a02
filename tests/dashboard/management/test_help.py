"""Every command of the project explains itself."""

import pytest
from django.core.management import call_command, get_commands

OURS = sorted(
    name
    for name, app in get_commands().items()
    if isinstance(app, str) and app.partition(".")[0] in {"dashboard", "proyecto", "workers"}
)


@pytest.mark.parametrize("command", OURS)
def test_a_command_says_what_it_is_for(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command(command, "--help")

    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert len(said.partition("\n\n")[2].partition("\n\n")[0].split()) > 3
