"""`python -m avance_client` is the command `avance`."""

from avance_client.cli.main import run

run()
