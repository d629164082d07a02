"""One video from original to library, phase by phase; every file goes to storage as it is made.

Storage is the checkpoint: what an earlier attempt put there is fetched and built upon, on this
machine or another.
"""

import time
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from proyecto.dominio.models import Video
from proyecto.progress.preview import Previews
from workers.engines import audio, hls, package, playlists, segments, storyboard, verify
from workers.engines.ffmpeg import can_tone_map
from workers.engines.media import MediaInfo
from workers.engines.plan import EncodePlan, plan
from workers.engines.probe import scan
from workers.engines.segments import AUDIO, INIT, MASTER, PLAYLIST, Segment
from workers.outcomes import Rejected
from workers.shelf import Shelf, fetch

PREVIEW_SECONDS = 2.0
POSTER, SPRITE, TRACK = storyboard.POSTER_FILE, storyboard.SPRITE_FILE, storyboard.TRACK_FILE

# What a second of sound costs, in megapixels of pictures.
SOUND = 1.0


def work_of(plan: EncodePlan) -> float:
    """How much is to be encoded: megapixels of all rungs together."""
    pixels = sum(rung.width * rung.height for rung in plan.rungs)
    return plan.frames * pixels / 1e6 + SOUND * float(plan.seconds)


class VideoJob:
    """One attempt. `run` is told how far it is; `place` is its scratch folder."""

    def __init__(self, run: Any, video: Video, shelf: Shelf, place: Path) -> None:
        self.run, self.video, self.shelf, self.place = run, video, shelf, place
        self.source = place / "original"
        self.work = place / "hecho"
        self.work.mkdir()
        self.plan: EncodePlan
        self._listed: dict[str, list[Segment]] = {}
        self._previews = Previews()
        self._shown = 0.0

    def done(self) -> dict[str, Any]:
        """Do it all; what came out."""
        self.analizar()
        self.convertir()
        self.miniaturas()
        self.empaquetar()
        self.verificar()
        return self.guardar()

    def analizar(self) -> None:
        """What is it, and what shall be made of it?"""
        self.run.report(0, 1, phase="analizar")
        if not self.video.original or not default_storage.exists(self.video.original):
            raise Rejected("gone")
        fetch(default_storage, self.video.original, self.source)
        info = None
        for step in scan(self.source):
            self.run.report(step.done, step.total)
            info = step.info or info
        assert info is not None
        hdr = info.video is not None and info.video.hdr is not None
        self.plan = plan(info, can_tone_map=hdr and can_tone_map())
        self.run.size(work_of(self.plan))
        self._keep_facts(info)
        self._log_facts(info)

    def convertir(self) -> None:
        """Sound first, so that the first segment can be heard; then every rung at once."""
        self.run.report(0, self.plan.frames or float(self.plan.seconds), phase="convertir")
        first = self._resume()
        if first:
            self.run.log(f"{first} / {self.plan.segments} × {float(self.plan.segment_seconds):g} s")
        self._sound()
        for step in hls.encode(self.plan, self.source, self.work, first):
            speed = step.speed or None
            self.run.report(step.done, step.total, speed=speed, preview=self._show(step.preview))
            self._publish(step.ready)
        if not self.plan.rungs:
            self._announce()

    def miniaturas(self) -> None:
        """The pictures of the player."""
        self.run.report(0, self.plan.frames or 1, phase="miniaturas")
        for step in storyboard.storyboard(self.plan, self.work):
            self.run.report(step.done, step.total)
            for path in step.files:
                self.shelf.put(path, path.name)
        made = {"poster": POSTER, "sprite": SPRITE, "vtt": TRACK}
        self._offer({key: name for key, name in made.items() if (self.work / name).is_file()})

    def empaquetar(self) -> None:
        """One file to download."""
        self.run.report(0, 1, phase="empaquetar")
        for step in package.package(self.plan, self.work):
            self.run.report(step.done, step.total)

    def verificar(self) -> None:
        """Nobody says done before this does."""
        self.run.report(0, self.plan.frames or 1, phase="verificar")
        for step in verify.verify(self.plan, self.work):
            self.run.report(step.done, step.total)

    def guardar(self) -> dict[str, Any]:
        """The finished lists, with measured rates, and the file to download."""
        self.run.checked()
        for name, listed in self._listed.items():
            self.shelf.write(playlists.finished(self.plan, listed), f"{name}/{PLAYLIST}")
        self.shelf.write(playlists.master(self.plan, self.work, dict(self._listed)), MASTER)
        key = "mp4" if self.plan.rungs else "m4a"
        file = self.work / (package.VIDEO_FILE if self.plan.rungs else package.SOUND_FILE)
        made = file.stat().st_size + sum(s.bytes for row in self._listed.values() for s in row)
        self.shelf.move(file, file.name)
        self.video.bytes_producidos = made
        self._offer({"hls": MASTER, key: file.name})
        self.video.save(update_fields=["bytes_producidos"])
        return {
            "video": self.video.pk,
            "seconds": float(self.plan.seconds),
            "rungs": [rung.name for rung in self.plan.rungs],
            "bytes": made,
        }

    def _keep_facts(self, info: MediaInfo) -> None:
        seen = info.video
        self.video.duracion = float(self.plan.seconds)
        self.video.ancho, self.video.alto = (seen.width, seen.height) if seen else (None, None)
        self.video.datos = {
            "container": info.container,
            "video": seen.codec if seen else None,
            "audio": info.audio.codec if info.audio else None,
            "rate": float(self.plan.rate) or None,
            "rungs": [rung.name for rung in self.plan.rungs],
            "notes": list(self.plan.notes),
        }
        self.video.save(update_fields=["duracion", "ancho", "alto", "datos"])

    def _log_facts(self, info: MediaInfo) -> None:
        """What it is and what shall be made of it, in words that need no language."""
        seen, heard = info.video, info.audio
        parts = [info.container, f"{float(self.plan.seconds):.2f} s"]
        if seen:
            parts.append(f"{seen.codec} {seen.width}×{seen.height} {float(self.plan.rate):.4g} fps")
        if heard:
            parts.append(f"{heard.codec} {heard.sample_rate} Hz × {heard.channels}")
        self.run.log(" · ".join([*parts, *self.plan.notes]))
        made = [f"{rung.name} {rung.width}×{rung.height}" for rung in self.plan.rungs]
        self.run.log("→ " + " · ".join([*made, *(["aac"] if self.plan.audio else [])]))

    def _resume(self) -> int:
        """Bring back what an earlier attempt made; the first segment that is still to be made."""
        for rung in self.plan.rungs:
            for _ in self.shelf.fetch(rung.name, self.work / rung.name):
                self.run.checked()
        first = segments.first_missing(self.plan, self.work)
        for rung in self.plan.rungs:
            kept = segments.video_segments(self.plan, self.work, rung.name)
            self._listed[rung.name] = kept[:first]
        if self.plan.frames:
            frames = min(self.plan.frames, first * self.plan.segment_frames)
            self.run.resumed(frames / self.plan.frames)
        return first

    def _sound(self) -> None:
        alone = not self.plan.rungs
        for step in audio.encode(self.plan, self.source, self.work):
            self.run.report(*((step.done, step.total) if alone else (0, self.plan.frames)))
            for segment in step.ready:
                self._put(segment)
        if self.plan.audio:
            self.shelf.put(self.work / AUDIO / INIT, f"{AUDIO}/{INIT}")
        if alone:
            listed = self._listed.get(AUDIO, [])
            self.shelf.write(playlists.finished(self.plan, listed), f"{AUDIO}/{PLAYLIST}")

    def _publish(self, ready: tuple[Segment, ...]) -> None:
        """Segments first, then the lists that name them: as many of the sound as of the pictures,
        or players stumble."""
        if not ready:
            return
        self._put_inits()
        for segment in ready:
            self._put(segment)
        count = len(self._listed[self.plan.top.name])
        for name, listed in self._listed.items():
            text = playlists.growing(self.plan, listed[:count])
            self.shelf.write(text, f"{name}/{PLAYLIST}")
        if playlists.playable(self.plan, count):
            self._announce()

    def _put_inits(self) -> None:
        """Before the first segments: without it they are no checkpoint."""
        if not any(self._listed.get(rung.name) for rung in self.plan.rungs):
            for rung in self.plan.rungs:
                self.shelf.put(self.work / rung.name / INIT, f"{rung.name}/{INIT}")

    def _announce(self) -> None:
        if self.video.reproducible:
            return
        self.shelf.write(playlists.master(self.plan, self.work), MASTER)
        self._offer({"hls": MASTER})
        self.run.output(hls=True)

    def _put(self, segment: Segment) -> None:
        self.run.checked()
        self.shelf.put(segment.path, f"{segment.rung}/{segment.path.name}")
        self._listed.setdefault(segment.rung, []).append(segment)

    def _offer(self, made: dict[str, str]) -> None:
        self.run.checked()
        self.video.salidas = {**self.video.salidas, **made}
        self.video.save(update_fields=["salidas"])

    def _show(self, preview: Path | None) -> int | None:
        now = time.time()
        if preview is None or now - self._shown < PREVIEW_SECONDS:
            return None
        self._shown = now
        try:
            shown = self._previews.put(self.run.run_id, preview.read_bytes())
        except FileNotFoundError:  # replaced at this very moment
            return None
        return int(now) if shown else None
