"""Tasks about videos: fetch, call the engines, report."""

from typing import Any

from django.core.files.storage import default_storage

from proyecto.dominio.models import Video
from proyecto.progress.launch import launch
from proyecto.progress.vocabulary import TaskName
from workers.base import progress_task
from workers.engines import ffmpeg, sample
from workers.engines.errors import EngineFailed, Failure, MediaRejected
from workers.outcomes import Rejected, Transient
from workers.shelf import Shelf
from workers.videojob import VideoJob
from workers.workplace import workplace


@progress_task(TaskName.PROCESAR_VIDEO)
def procesar_video(self: Any, video_id: int) -> dict[str, Any]:
    """Make an uploaded film playable everywhere: an HLS ladder that plays while it grows, one MP4,
    poster and storyboard, all proven before it says done. A lost worker costs one segment."""
    video = _video(video_id)
    shelf = Shelf(default_storage, video.carpeta)
    with workplace(str(video.clave), f"{self.run_id}-{self.attempt}") as place:
        job = VideoJob(self, video, shelf, place)
        try:
            with ffmpeg.heard_by(self.log):
                return job.done()
        except MediaRejected as problem:
            raise Rejected(problem.code, **problem.facts) from problem
        except EngineFailed as problem:
            if problem.code in {Failure.RESUME, Failure.VERIFY}:
                # What is kept is not to be built on.
                shelf.clear()
                Video.objects.filter(pk=video.pk).update(salidas={})
            raise Transient(problem.code, problem.detail) from problem


@progress_task(TaskName.CREAR_MUESTRA)
def crear_muestra(self: Any, video_id: int) -> dict[str, Any]:
    """Make the sample film for a video that has no original yet, and have it processed."""
    video = _video(video_id)
    with workplace(str(video.clave), f"{self.run_id}-{self.attempt}") as place:
        path = place / "muestra.mp4"
        try:
            with ffmpeg.heard_by(self.log):
                for step in sample.make_sample(path):
                    self.report(step.done, step.total, phase="crear")
        except EngineFailed as problem:
            raise Transient(problem.code, problem.detail) from problem
        self.report(0, 1, phase="guardar")
        video.bytes_original = path.stat().st_size
        video.original = f"originales/{video.clave}.mp4"
        Shelf(default_storage, "originales").move(path, f"{video.clave}.mp4")
        video.save(update_fields=["original", "bytes_original"])
    if not self.followed(video.asunto, TaskName.PROCESAR_VIDEO):
        launch(
            TaskName.PROCESAR_VIDEO,
            video.pk,
            owner=video.propietario,
            title=video.titulo,
            subject=video.asunto,
        )
    return {"video": video.pk}


def _video(video_id: int) -> Video:
    video = Video.objects.filter(pk=video_id).select_related("propietario").first()
    if video is None:
        raise Rejected("gone")
    return video
