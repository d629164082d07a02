"""Reports over HTTP: asking for one, now or later, whose they are, deleting them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from dashboard.fragments import Look, render
from proyecto.dominio.models import Reporte
from proyecto.progress import record
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import begun, now, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")
FETCH = {"X-Requested-With": "fetch"}
NEW = "/reportes/nuevo/"
FACTS = {
    "ventas": 123_456_00,
    "ventas_antes": 100_000_00,
    "pedidos": 40,
    "pedidos_antes": 50,
    "promedio": 3_086_40,
    "parcial": False,
    "paginas": 7,
    "version": "v1",
    "bytes": {"pdf": 91_000, "xlsx": 12_000, "csv": 4_000},
    "hecho": "2026-11-03T09:15:00-06:00",
}


@pytest.fixture
def owner(people: People) -> Any:
    return people.new(zona_horaria="Asia/Tokyo")


@pytest.fixture
def client(owner: Any) -> Client:
    return signed_in(owner)


@pytest.fixture
def reporte(owner: Any) -> Reporte:
    """One that was made, with its files."""
    reporte = Reporte.objects.create(
        propietario=owner, periodo="2026-10", estado=Reporte.Estado.COMPLETADO, datos=FACTS
    )
    for ending in ("pdf", "xlsx", "csv", "png"):
        name = f"{reporte.carpeta}/v1/ventas-2026-10.{ending}"
        default_storage.save(name, ContentFile(f"the {ending}".encode()))
    reporte.archivo = f"{reporte.carpeta}/v1/ventas-2026-10.pdf"
    reporte.salidas = {one: f"v1/ventas-2026-10.{one}" for one in ("xlsx", "csv", "png")}
    reporte.save()
    return reporte


def signed_in(user: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def last_month() -> date:
    """In the shop's zone."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def asked(owner: Any) -> TaskRun:
    """The newest run about a report of theirs."""
    return TaskRun.objects.filter(owner=owner, task="generar_reporte_ventas").latest("created_at")


def run_about(reporte: Reporte, owner: Any, **given: Any) -> TaskRun:
    """A run that no worker takes."""
    facts = {"queue": "nobody-reports", "subject": reporte.asunto, "title": "Sales"} | given
    return launch("generar_reporte_ventas", 10, 2026, owner=owner, **facts)


def look(view: str = "reportes") -> Look:
    return Look(view, "en", "Asia/Tokyo", staff=False)


def test_the_form_offers_a_year_of_months_and_proposes_the_last_that_is_over(
    client: Client,
) -> None:
    page = client.get(NEW).content.decode()
    assert page.count("<option") >= 13
    assert f'<option value="{last_month():%Y-%m}" selected' in page
    assert "so far</option>" in page


def test_a_month_is_asked_for_now(client: Client, owner: Any) -> None:
    month = last_month()
    answer = client.post(NEW, {"periodo": f"{month:%Y-%m}", "cuando": "now"})
    assert (answer.status_code, answer["Location"]) == (302, "/reportes/")
    run = asked(owner)
    assert run.args == [month.month, month.year]
    assert (run.run_at, run.subject) == (None, Reporte.objects.get(propietario=owner).asunto)
    assert run.title.startswith("Sales of")


def test_a_month_is_asked_for_in_two_hours_and_the_person_is_told_when(
    client: Client, owner: Any
) -> None:
    before = timezone.now()
    answer = client.post(
        NEW, {"periodo": f"{last_month():%Y-%m}", "cuando": "7200"}, follow=True
    ).content.decode()
    run_at = asked(owner).run_at
    assert run_at is not None
    assert timedelta(hours=2) <= run_at - before < timedelta(hours=2, minutes=1)
    clock = timezone.localtime(run_at, timezone.get_default_timezone())
    assert "it will be made to" in answer, "today or tomorrow"
    assert f"at {clock:%H:%M}" not in answer, "Tokyo's hour, not that of Mexico City"


@pytest.mark.parametrize("month", ["2026-13", "1800-01", "2999-01", "", "<b>", "2026-10; DROP"])
def test_a_month_that_is_not_offered_is_refused_and_starts_nothing(
    client: Client, owner: Any, month: str
) -> None:
    answer = client.post(NEW, {"periodo": month, "cuando": "now"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Choose a month from the list." in page or "This field is required." in page
    assert not TaskRun.objects.filter(owner=owner).exists()
    assert not Reporte.objects.filter(propietario=owner).exists()


@pytest.mark.parametrize(
    ("args", "code", "sentences"),
    [
        ([13, 2026], "bad_month", ["There is no month 13.", "numbered from 1 to 12"]),
        ([1, 1800], "bad_year", ["There are no reports of the year 1800.", "2000 or later"]),
        ([1, 2999], "month_ahead", ["The month 2999-01 has not begun yet."]),
    ],
)
def test_a_month_that_makes_no_sense_is_told_in_a_sentence(
    owner: Any, args: list[int], code: str, sentences: list[str]
) -> None:
    from workers.engines.report.month import BadMonth, asked_for

    with pytest.raises(BadMonth) as raised:
        asked_for(*args, date(2026, 11, 25))
    run = launch("generar_reporte_ventas", *args, owner=owner, queue="nobody-reports")
    held = begun(run)
    record.fail(run.pk, held.attempt, Cause.REJECTED, raised.value.code, facts=raised.value.facts)
    assert raised.value.code == code
    html = render(str(told(run).pk), look("tarea"))
    for sentence in sentences:
        assert sentence in html
    assert "/reportes/nuevo/" in html, "the way to ask for another"


def test_asking_again_while_it_is_made_starts_nothing(client: Client, owner: Any) -> None:
    data = {"periodo": f"{last_month():%Y-%m}", "cuando": "600"}
    client.post(NEW, data)
    answer = client.post(NEW, data, headers=FETCH)
    assert (answer.status_code, answer.content) == (409, b"That report is being made already.")
    assert TaskRun.objects.filter(owner=owner).count() == 1


def test_asking_again_when_it_is_made_makes_it_anew_and_keeps_what_is_there(
    client: Client, owner: Any
) -> None:
    data = {"periodo": f"{last_month():%Y-%m}", "cuando": "600"}
    client.post(NEW, data)
    record.request_cancel(asked(owner).pk)
    assert client.post(NEW, data).status_code == 302
    assert TaskRun.objects.filter(owner=owner).count() == 2
    assert Reporte.objects.filter(propietario=owner).count() == 1


def test_two_people_have_each_their_own_of_the_same_month(client: Client, people: People) -> None:
    other = people.new()
    data = {"periodo": f"{last_month():%Y-%m}", "cuando": "600"}
    assert client.post(NEW, data).status_code == 302
    assert signed_in(other).post(NEW, data).status_code == 302
    assert Reporte.objects.filter(propietario=other).count() == 1


def test_the_list_shows_figures_files_and_the_change(client: Client, reporte: Reporte) -> None:
    page = client.get("/reportes/").content.decode()
    assert "Sales of October 2026" in page
    assert "$123,456.00" in page
    assert "+23.5\N{NO-BREAK SPACE}%" in page
    assert "−20.0\N{NO-BREAK SPACE}%" in page
    assert "7 pages" in page
    for name in ("pdf", "xlsx", "csv", "png"):
        assert f"/media/reportes/{reporte.pk}/v1/ventas-2026-10.{name}" in page


def test_a_month_without_sales_says_so(client: Client, reporte: Reporte) -> None:
    nothing = dict.fromkeys(("ventas", "ventas_antes", "pedidos", "pedidos_antes", "promedio"), 0)
    Reporte.objects.filter(pk=reporte.pk).update(datos=FACTS | nothing)
    page = client.get("/reportes/").content.decode()
    assert "Nothing was sold in that month. The report says so." in page
    assert "than the month before" not in page


def test_who_has_none_is_led_to_the_first(people: People) -> None:
    page = signed_in(people.new()).get("/reportes/").content.decode()
    assert "No reports yet" in page
    assert "Make the first one" in page


def test_one_that_is_made_anew_keeps_its_files_and_shows_how_far_it_is(
    owner: Any, reporte: Reporte
) -> None:
    run = begun(run_about(reporte, owner))
    html = render(str(told(run).pk), look())
    assert f'id="report-{reporte.pk}"' in html
    assert f'data-run="{run.pk}"' in html
    assert 'data-f="bar"' in html
    assert "ventas-2026-10.pdf" in html
    assert "borrar" not in html


def test_a_run_about_something_else_is_no_card_of_this_list(owner: Any) -> None:
    run = launch("procesar_video", 0, owner=owner, queue="nobody-reports", subject="video:0")
    assert render(str(told(run).pk), look()) == ""


def test_reports_of_somebody_else_and_those_of_the_team_do_not_exist(
    people: People, reporte: Reporte
) -> None:
    team = Reporte.objects.filter(propietario=None).first() or Reporte.objects.create(
        periodo="2009-01"
    )
    stranger = signed_in(people.new())
    page = stranger.get("/reportes/").content.decode()
    for one in (reporte, team):
        assert f"report-{one.pk}" not in page
        assert stranger.post(f"/reportes/{one.pk}/borrar/").status_code == 404
        assert stranger.get(f"/media/reportes/{one.pk}/v1/ventas-2026-10.pdf").status_code == 404
    assert Reporte.objects.filter(pk=reporte.pk).exists()
    staff = signed_in(people.new(is_staff=True)).get("/reportes/").content.decode()
    assert f"report-{team.pk}" in staff


def test_who_is_not_signed_in_is_asked_to(reporte: Reporte) -> None:
    for path in ("/reportes/", NEW):
        assert Client().get(path)["Location"].startswith("/entrar/")
    assert Client().post(f"/reportes/{reporte.pk}/borrar/").status_code == 302
    assert Reporte.objects.filter(pk=reporte.pk).exists()


def test_no_path_leads_out_of_a_reports_folder(client: Client, reporte: Reporte) -> None:
    for path in ("../../secreto.pdf", "v1/../../../x.pdf", "v1", "v1/nada.pdf", "v1//x.pdf"):
        assert client.get(f"/media/reportes/{reporte.pk}/{path}").status_code == 404, path


def test_a_report_is_deleted_with_its_files(client: Client, reporte: Reporte) -> None:
    answer = client.post(f"/reportes/{reporte.pk}/borrar/", headers=FETCH)
    assert answer.content == b"The report was deleted."
    assert answer["Location"] == "/reportes/"
    assert not Reporte.objects.filter(pk=reporte.pk).exists()
    assert not default_storage.exists(reporte.archivo)


def test_what_is_being_made_is_not_deleted(client: Client, owner: Any, reporte: Reporte) -> None:
    run = run_about(reporte, owner)
    answer = client.post(f"/reportes/{reporte.pk}/borrar/", headers=FETCH)
    assert answer.status_code == 409
    assert answer.content == b"A task is busy with this report. Cancel it first."
    record.request_cancel(now(run).pk)
    assert client.post(f"/reportes/{reporte.pk}/borrar/", headers=FETCH).status_code == 200


def test_spanish_writes_months_small_and_in_a_list_of_choices_with_a_capital(
    owner: Any, client: Client, reporte: Reporte
) -> None:
    spanish = {"headers": {"Accept-Language": "es-MX"}}
    assert "Ventas de octubre de 2026" in client.get("/reportes/", **spanish).content.decode()
    month = last_month()
    form = client.get(NEW, **spanish).content.decode()
    assert f'value="{month:%Y-%m}" selected>' in form
    assert f" de {month.year}</option>" in form
    assert ">octubre" not in form
