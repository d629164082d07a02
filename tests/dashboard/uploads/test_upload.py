"""An upload from its beginning to its video, over HTTP, as tus 1.0 says."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from proyecto.dominio.models import Subida, Video
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import TaskState
from tests.dashboard.server.process import ServerProcess
from tests.dashboard.uploads.client import MEBIBYTE, TusClient, checksum, film
from tests.stack.people import People, Person

RunsOf = Callable[[Video], list[TaskRun]]


def test_a_film_sent_in_chunks_becomes_one_video_and_one_run(
    client: TusClient, person: Person, parts: Path, runs_of: RunsOf
) -> None:
    data = film(5 * MEBIBYTE // 2)
    begun = client.begin(len(data), "Mi_película  final.mp4")
    assert (begun.status, begun.offset) == (201, 0)
    for offset in range(0, len(data), MEBIBYTE):
        assert client.look().offset == offset
        sent = client.send(data[offset : offset + MEBIBYTE], offset)
        assert sent.status == 204
    assert sent.offset == len(data)

    video = Video.objects.get(propietario=person.user)
    assert sent.headers["Avance-Video"] == str(video.pk)
    assert (video.titulo, video.estado) == ("Mi película final", "pendiente")
    assert (video.nombre_original, video.bytes_original) == ("Mi_película final.mp4", len(data))
    with default_storage.open(video.original) as stored:
        assert stored.read() == data
    assert not list(parts.glob(f"{client.key}*"))

    [run] = runs_of(video)
    assert sent.headers["Avance-Run"] == str(run.pk)
    assert (run.task, run.args, run.owner) == ("procesar_video", [video.pk], person.user)
    assert run.state == TaskState.PENDING


def test_a_head_request_says_where_an_upload_stands(client: TusClient) -> None:
    data = film(3000)
    client.begin(len(data), "a.mov")
    client.send(data[:1000], 0)
    head = client.look()
    assert (head.status, head.offset) == (200, 1000)
    assert head.headers["Upload-Length"] == "3000"
    assert head.headers["Upload-Metadata"] == "filename YS5tb3Y="
    assert head.headers["Cache-Control"] == "no-store"
    assert head.headers["Upload-Expires"].endswith("GMT")
    assert head.headers["Tus-Resumable"] == "1.0.0"


def test_the_server_says_what_it_can(client: TusClient) -> None:
    answer = client.ask("OPTIONS", "/subir/tus/")
    assert answer.status == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    extensions = answer.headers["Tus-Extension"].split(",")
    assert set(extensions) == {"creation", "checksum", "expiration", "termination"}
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_a_client_of_another_tus_is_refused(client: TusClient) -> None:
    answer = client.begin(1000, Tus_Resumable="0.2.2")
    assert (answer.status, answer.headers["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize("wrong", [0, 500, 1500, 10**17])
def test_bytes_for_another_offset_are_refused_and_the_right_one_is_told(
    client: TusClient, wrong: int
) -> None:
    data = film(3000)
    client.begin(len(data))
    client.send(data[:1000], 0)
    answer = client.send(data[1000:], wrong)
    assert (answer.status, answer.offset) == (409, 1000)
    assert "1000" in answer.text
    assert client.look().offset == 1000


def test_more_bytes_than_announced_are_refused_and_none_is_kept(client: TusClient) -> None:
    client.begin(3000)
    data = film(3001)
    assert client.send(data, 0).status == 413
    assert client.look().offset == 0
    assert client.send(data[:3000], 0).status == 204


def test_more_bytes_than_announced_are_refused_when_no_length_was_said(client: TusClient) -> None:
    client.begin(3000)
    chunked = b"bb9\r\n" + film(0xBB9) + b"\r\n0\r\n\r\n"
    answer = client.send(chunked, 0, Transfer_Encoding="chunked")
    assert answer.status == 413
    assert client.look().offset == 0


def test_a_chunk_over_the_limit_is_refused(client: TusClient) -> None:
    client.begin(2 * MEBIBYTE)
    assert client.send(film(MEBIBYTE + 1), 0).status == 413
    assert client.look().offset == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_chunk_that_was_damaged_on_the_way_is_refused_and_sent_again(
    client: TusClient, algorithm: str
) -> None:
    data = film(2000)
    client.begin(len(data))
    right = checksum(data[:1000], algorithm)
    damaged = data[:500] + b"?" + data[501:1000]
    assert client.send(damaged, 0, Upload_Checksum=right).status == 460
    assert client.look().offset == 0
    assert client.send(data[:1000], 0, Upload_Checksum=right).status == 204
    assert client.look().offset == 1000


@pytest.mark.parametrize("said", ["md4 AAAA", "sha1 %%%", "sha1"])
def test_a_checksum_that_is_not_understood_is_refused(client: TusClient, said: str) -> None:
    client.begin(1000)
    answer = client.send(film(1000), 0, Upload_Checksum=said)
    assert answer.status in {400, 460}
    assert client.look().offset == 0


def test_an_upload_that_is_given_up_leaves_nothing(client: TusClient, parts: Path) -> None:
    client.begin(2000)
    client.send(film(1000), 0)
    assert client.give_up().status == 204
    assert client.look().status == 404
    assert not Subida.objects.filter(pk=client.key).exists()
    assert not list(parts.glob(f"{client.key}*"))


def test_a_complete_upload_is_not_given_up(client: TusClient) -> None:
    video = client.upload(film(1000))
    assert client.give_up().status == 410
    assert Video.objects.filter(pk=video.pk).exists()


def test_a_client_that_knows_only_post_says_the_method_in_a_header(client: TusClient) -> None:
    data = film(1000)
    client.begin(len(data))
    sent = client.ask(
        "POST",
        client.address,
        body=data,
        X_HTTP_Method_Override="PATCH",
        Upload_Offset="0",
        Content_Type="application/offset+octet-stream",
    )
    assert (sent.status, sent.offset) == (204, 1000)


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload_Length": "-5"},
        {"Upload_Length": "many"},
        {"Upload_Length": "1e3"},
        {"Upload_Length": "\u0661"},
        {"Upload_Length": "9" * 40},
        {"Upload_Length": ""},
        {"Upload_Metadata": "filename not-base64!"},
        {"Upload_Metadata": "filename /w=="},
    ],
)
def test_headers_that_mean_nothing_are_refused(
    client: TusClient, person: Person, headers: dict[str, str]
) -> None:
    latin = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    assert client.begin(1000, **latin).status == 400
    assert not Subida.objects.filter(propietario=person.user).exists()


def test_bytes_of_another_content_type_are_refused(client: TusClient) -> None:
    client.begin(1000)
    assert client.send(film(1000), 0, Content_Type="application/json").status == 415
    assert client.look().offset == 0


def test_who_is_not_signed_in_gets_a_sentence_and_no_redirect(web: ServerProcess) -> None:
    stranger = TusClient(web.port, None)
    answer = stranger.begin(1000)
    assert (answer.status, answer.text) == (401, "Sign in to upload.")


def test_a_request_without_the_csrf_header_is_refused(client: TusClient, person: Person) -> None:
    client.csrf = False
    assert client.begin(1000).status == 403
    assert not Subida.objects.filter(propietario=person.user).exists()


def test_somebody_elses_upload_does_not_exist(
    client: TusClient, people: People, web: ServerProcess
) -> None:
    data = film(2000)
    client.begin(len(data))
    client.send(data[:1000], 0)
    unknown = client.address.replace(client.key, "00000000-0000-4000-8000-000000000000")
    for other in (people.sign_in(), people.sign_in(is_staff=True)):
        thief = TusClient(web.port, other, address=client.address)
        lost = TusClient(web.port, other, address=unknown)
        for theirs, nobodys in (
            (thief.look(), lost.look()),
            (thief.send(data[1000:], 1000), lost.send(data[1000:], 1000)),
            (thief.give_up(), lost.give_up()),
        ):
            assert (theirs.status, theirs.text) == (nobodys.status, nobodys.text)
            assert theirs.status == 404
            assert "Upload-Offset" not in theirs.headers
        other.user.delete()
    assert client.look().offset == 1000


def test_sentences_are_in_the_language_of_the_person(client: TusClient) -> None:
    client.language = "es"
    english = TusClient(client.port, client.person).begin(0).text
    assert english == "The file is empty."
    assert client.begin(0).text != english
