"""Who may see what: the one answer, by queryset and by group.

A person sees what is theirs; staff see the work of the whole team. Everything else does not
exist for them: views answer 404, sockets as for an unknown run.
"""

from typing import Any

from django.db.models import QuerySet

from dashboard.guests import Guest
from proyecto.dominio.models import ImagenProducto, Reporte, Subida, Video
from proyecto.progress.broadcast import STAFF, group_of
from proyecto.progress.models import TaskRun


def runs_visible_to(user: Any) -> QuerySet[TaskRun]:
    """The runs that a person may see, or a guest."""
    if isinstance(user, Guest):
        return TaskRun.objects.filter(pk=user.run_id)
    if not user.is_active:
        return TaskRun.objects.none()
    if user.is_staff:
        return TaskRun.objects.all()
    return TaskRun.objects.filter(owner=user.pk)


def videos_visible_to(user: Any) -> QuerySet[Video]:
    """The videos that a person may see."""
    if not user.is_active:
        return Video.objects.none()
    if user.is_staff:
        return Video.objects.all()
    return Video.objects.filter(propietario=user.pk)


def images_visible_to(user: Any) -> QuerySet[ImagenProducto]:
    """The pictures of products that a person may see."""
    if not user.is_active:
        return ImagenProducto.objects.none()
    if user.is_staff:
        return ImagenProducto.objects.all()
    return ImagenProducto.objects.filter(propietario=user.pk)


def reports_visible_to(user: Any) -> QuerySet[Reporte]:
    """The reports that a person may see; those of the team, which are nobody's, for staff."""
    if not user.is_active:
        return Reporte.objects.none()
    if user.is_staff:
        return Reporte.objects.all()
    return Reporte.objects.filter(propietario=user.pk)


def uploads_of(user: Any) -> QuerySet[Subida]:
    """The uploads that a person may go on with: their own only, staff or not."""
    return Subida.objects.filter(propietario=user.pk)


def groups_of(user: Any) -> set[str]:
    """The Channels groups whose messages a person may see; of a guest, those in which their one
    run is told."""
    if isinstance(user, Guest):
        return {group_of(user.owner_id)}
    return {STAFF} if user.is_staff else {group_of(user.pk)}
