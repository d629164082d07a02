"""Why a run failed and what to do about it.

An error is a code with facts, kept in the ledger; here it becomes words in the reader's language.
"""

from collections import defaultdict
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from dashboard.formats import duration
from dashboard.payment_causes import PAYMENTS
from dashboard.webhook_words import CAUSES

# code: (cause, what to do)
ERRORS = {
    "empty": (
        gettext_lazy("The file is empty."),
        gettext_lazy("Check it on your computer and upload it again."),
    ),
    "not_media": (
        gettext_lazy("This is not a video or sound file, whatever its name says."),
        gettext_lazy("Upload the film itself, for example as MP4, MOV, MKV or WebM."),
    ),
    "playlist": (
        gettext_lazy("This file is a playlist: it only names other files."),
        gettext_lazy("Upload the film that it names."),
    ),
    "picture": (
        gettext_lazy("This is a still picture, not a video."),
        gettext_lazy("Upload a video file."),
    ),
    "truncated": (
        gettext_lazy("The end of the file is missing."),
        gettext_lazy("It was probably cut off while being copied: export or copy it again."),
    ),
    "no_streams": (
        gettext_lazy("There is neither picture nor sound in the file."),
        gettext_lazy("Export it again and check that it plays on your computer."),
    ),
    "zero_size": (
        gettext_lazy("The picture has no size (%(width)s × %(height)s)."),
        gettext_lazy("Export it again with a normal picture size."),
    ),
    "too_many_pixels": (
        gettext_lazy("The picture is too large: %(width)s × %(height)s."),
        gettext_lazy("Export it with 8192 × 4320 pixels or fewer."),
    ),
    "too_long": (
        gettext_lazy("The film is too long: %(seconds)s. The limit is %(limit)s."),
        gettext_lazy("Cut it into parts and upload them one by one."),
    ),
    "undecodable": (
        gettext_lazy("We know the kind of file, but nothing in it can be read."),
        gettext_lazy("Export it again with a common codec such as H.264."),
    ),
    "too_costly": (
        gettext_lazy("Reading this file takes absurdly long for what it holds."),
        gettext_lazy("It is probably damaged: export it again."),
    ),
    "no_picture": (
        gettext_lazy("This is not a picture of a kind that is taken, whatever its name says."),
        gettext_lazy("Upload it as JPEG, PNG, WebP, AVIF or HEIC."),
    ),
    "picture_truncated": (
        gettext_lazy("The end of the picture is missing."),
        gettext_lazy("It was probably cut off while being copied: export or copy it again."),
    ),
    "picture_undecodable": (
        gettext_lazy("The picture is damaged and can't be read."),
        gettext_lazy(
            "Open it on your computer; if you see it there, save it anew and upload that."
        ),
    ),
    "picture_too_large": (
        gettext_lazy("The picture is too large: %(width)s × %(height)s."),
        gettext_lazy("Save it with 100 megapixels or fewer; AVIF and HEIC with 50 or fewer."),
    ),
    "picture_too_costly": (
        gettext_lazy("Reading this picture takes absurdly much time or memory for what it shows."),
        gettext_lazy("It is probably damaged: save it anew and upload that."),
    ),
    "picture_gone": (
        gettext_lazy("The picture is not there any more."),
        gettext_lazy("Upload it again."),
    ),
    "bad_month": (
        gettext_lazy("There is no month %(mes)s."),
        gettext_lazy("Months are numbered from 1 to 12. Ask for another report."),
    ),
    "bad_year": (
        gettext_lazy("There are no reports of the year %(anio)s."),
        gettext_lazy("Ask for one of the year 2000 or later."),
    ),
    "month_ahead": (
        gettext_lazy("The month %(periodo)s has not begun yet."),
        gettext_lazy("Ask for this month, or for one that is over."),
    ),
    "report_gone": (
        gettext_lazy("The report was deleted."),
        gettext_lazy("Ask for a new one."),
    ),
    "report_failed": (
        gettext_lazy("The pages of the report could not be made."),
        gettext_lazy("Try again; if it happens again, send us the technical detail."),
    ),
    "lote_gone": (
        gettext_lazy("Nobody knows any more which orders were to be made."),
        gettext_lazy("Ask for new ones."),
    ),
    "gone": (
        gettext_lazy("The original is not there any more."),
        gettext_lazy("Upload the video again."),
    ),
    "disk_full": (
        gettext_lazy("The disk is full."),
        gettext_lazy("Nothing is lost. Free some space and try again."),
    ),
    "out_of_memory": (
        gettext_lazy("There was not enough memory."),
        gettext_lazy("Try again when fewer tasks are running."),
    ),
    "killed": (
        gettext_lazy("The conversion was stopped from outside."),
        gettext_lazy("Try again: it goes on from the last finished segment."),
    ),
    "io": (
        gettext_lazy("A file could not be read or written."),
        gettext_lazy("Try again; if it happens again, tell your administrator."),
    ),
    "stalled": (
        gettext_lazy("The conversion did not move for a long while."),
        gettext_lazy("Try again; if it happens again, the file may be damaged."),
    ),
    "crashed": (
        gettext_lazy("The converter ended unexpectedly."),
        gettext_lazy("Try again; if it happens again, send us the technical detail."),
    ),
    "verify": (
        gettext_lazy("The result did not pass the check, so we did not publish it."),
        gettext_lazy("Try again: it starts over from the original."),
    ),
    "resume": (
        gettext_lazy("What was done before does not fit what came after."),
        gettext_lazy("Try again: it starts over from the original."),
    ),
    "no_account": (
        gettext_lazy("The account is not there any more."),
        gettext_lazy("There is nobody to write to."),
    ),
    "no_address": (
        gettext_lazy("The account has no e-mail address."),
        gettext_lazy("Give it one, then ask for the mail again."),
    ),
    "mail_away": (
        gettext_lazy("The mail server does not answer."),
        gettext_lazy("Nothing is lost. Try again when it is back."),
    ),
    "mail_login": (
        gettext_lazy("The mail server does not let us in."),
        gettext_lazy("Tell your administrator: name and password are in EMAIL_URL."),
    ),
    "mail_later": (
        gettext_lazy("The mail server asks us to come back later: %(answer)s"),
        gettext_lazy("Try again in an hour."),
    ),
    "mail_some_later": (
        gettext_lazy("The mail server did not take all letters yet; %(count)s are left."),
        gettext_lazy("Try again in an hour: nobody gets the same letter twice."),
    ),
    "mail_refused": (
        gettext_lazy("The mail server does not deliver to %(to)s. It says: %(answer)s"),
        gettext_lazy("Check the address."),
    ),
    "mail_unknown": (
        gettext_lazy("The connection broke while the letter was handed over."),
        gettext_lazy("It has probably left, and is not sent again."),
    ),
    "no_admins": (
        gettext_lazy("There is nobody to write to: ADMINS is empty."),
        gettext_lazy("Name them in ADMINS, then try again."),
    ),
    "admins_refused": (
        gettext_lazy("The mail server delivers to none of ADMINS."),
        gettext_lazy("Check the addresses in ADMINS; the notices are on their page all the same."),
    ),
    "worker_lost": (
        gettext_lazy("The worker was lost in the middle of the work."),
        gettext_lazy("Try again: it goes on from the last finished segment."),
    ),
    "held": (
        gettext_lazy("Another task is just doing the same."),
        gettext_lazy("Try again in a moment: what was done is not done twice."),
    ),
    "expired": (
        gettext_lazy("Nobody could begin with it in time."),
        gettext_lazy("Ask for it again."),
    ),
    "restarted": (
        gettext_lazy("The worker was restarted."),
        gettext_lazy("There is nothing to do: it goes on by itself."),
    ),
    "timeout": (
        gettext_lazy("It took longer than it may."),
        gettext_lazy("Try again; if it happens again, tell your administrator."),
    ),
    "error": (
        gettext_lazy("Something went wrong on our side."),
        gettext_lazy("Try again; if it happens again, send us the technical detail."),
    ),
    **PAYMENTS,
    **CAUSES,
}


def error_cause(code: str, facts: dict[str, Any]) -> str:
    """Why it failed."""
    cause = str(ERRORS.get(code, ERRORS["error"])[0])
    return cause % _readable(facts) if "%(" in cause else cause


def error_advice(code: str) -> str:
    """What to do about it."""
    return str(ERRORS.get(code, ERRORS["error"])[1])


def _readable(facts: dict[str, Any]) -> dict[str, str]:
    # An older worker may not have given all of them.
    shown = defaultdict(lambda: "?", {name: str(value) for name, value in facts.items()})
    for name in ("width", "height"):
        shown[name] = number_format(facts[name]) if name in facts else "?"
    for name in ("seconds", "limit"):
        known = isinstance(facts.get(name), int | float)
        shown[name] = duration(facts[name]) if known else "?"
    return shown
