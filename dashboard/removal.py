"""Deleting what people have, with its files: for pages and for programs alike. Who may is asked
before. Files go last: a row without files is a riddle, files without a row are only room."""

from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from dashboard.begin import NotNow, busy_with
from proyecto.dominio.models import ImagenProducto, Reporte, Video
from proyecto.dominio.storage import delete_tree
from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import OPEN


def remove_video(doomed: Video) -> None:
    """A video. Raises NotNow."""
    with transaction.atomic():
        if busy_with(doomed.asunto):
            raise NotNow(_("A task is busy with this video. Cancel it first."))
        folder, original = doomed.carpeta, doomed.original
        doomed.delete()
        transaction.on_commit(partial(delete_tree, default_storage, folder))
        if original:
            transaction.on_commit(partial(default_storage.delete, original))


def remove_image(doomed: ImagenProducto) -> None:
    """A picture; a run that is busy with it ends."""
    with transaction.atomic():
        for run in TaskRun.objects.filter(subject=doomed.asunto, state__in=OPEN):
            record.request_cancel(run.pk)
        folder, original = doomed.carpeta, doomed.archivo
        doomed.delete()
        transaction.on_commit(partial(delete_tree, default_storage, folder))
        if original:
            transaction.on_commit(partial(default_storage.delete, original))


def remove_report(doomed: Reporte) -> None:
    """A report. Raises NotNow."""
    with transaction.atomic():
        if busy_with(doomed.asunto):
            raise NotNow(_("A task is busy with this report. Cancel it first."))
        folder = doomed.carpeta
        doomed.delete()
        transaction.on_commit(partial(delete_tree, default_storage, folder))
