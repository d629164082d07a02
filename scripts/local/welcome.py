"""The last thing that a start prints: where it is, how to sign in, how to stop it."""

from scripts.console import Console
from scripts.language import _
from scripts.local.accounts_file import read_accounts
from scripts.local.place import Place


def show(place: Place, accounts_are_new: bool, console: Console) -> None:
    """Passwords are shown once, when they are new; afterwards only where they are kept."""
    file = place.var / "cuentas.txt"
    accounts = read_accounts(file)
    console.say()
    console.say(
        console.colour(_("Avance is running: {address}"), "1").format(address=place.address)
    )
    for name, password in accounts.items():
        shown = password if accounts_are_new else "********"
        console.say(f"  {name:<8} {shown}")
    if accounts:
        console.say("  " + _("First passwords: {file}").format(file=file))
    else:
        console.say("  " + _("A new password: .venv/bin/python manage.py changepassword creador"))
    console.say("  " + _("Logs: {logs}").format(logs=place.var / "log"))
    console.say("  " + _("Stop: Ctrl-C"))
    console.say()
