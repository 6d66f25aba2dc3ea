"""The plain doors, feedback, pages, health and metrics, and that every answer served is in the journal."""

import asyncio
import contextlib
import json
import sqlite3
import zlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import msgspec
import pytest

import conformance
import ehr
from cobalamin.assessment.assess import assess
from cobalamin.commands.recall_list import make_list
from cobalamin.journal.database import open_journal
from cobalamin.journal.export import exported
from cobalamin.journal.replay import replay
from cobalamin.journal.store import rows
from cobalamin.journal.verify import verify
from cobalamin.records.parameters import read_parameters
from cobalamin.records.read import read_any
from cobalamin.web.app import application
from cobalamin.web.feedback import entries_in
from cobalamin.web.openapi import description
from cobalamin.web.settings import from_environment

Json = dict[str, Any]
EXAMPLES = sorted((ehr.ROOT / "examples").glob("*.json"))


def kept(tmp_path: Path) -> Json:
    return {"journal_url": f"sqlite:///{tmp_path}/journal.db", "spool": tmp_path / "spool", "patient_key": b"key"}


def calls(steps: Any, **settings: Any) -> Any:
    """The steps with a client of a service that is started and stopped."""

    async def run() -> Any:
        app = application(ehr.settings(**settings))
        desk_stops = app.stop
        try:
            async with ehr.caller(app) as client:
                return await steps(client)
        finally:
            await desk_stops()

    return asyncio.run(run())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_assess_is_the_programs_own_answer(path: Path) -> None:
    body = path.read_bytes()

    async def steps(client: httpx2.AsyncClient) -> httpx2.Response:
        return await client.post("/assess?on=2026-03-01", content=body)

    answer = calls(steps, plain_patients=True)
    assert answer.status_code == 200
    assert answer.content == assess(read_any(body), on=ehr.TODAY).json()


@pytest.mark.parametrize("query", ["on=yesterday", "presume=everything", "on=2026-13-01"])
def test_a_wrong_question_is_refused(query: str) -> None:
    async def steps(client: httpx2.AsyncClient) -> httpx2.Response:
        return await client.post(f"/assess?{query}", content=EXAMPLES[-1].read_bytes())

    answer = calls(steps)
    assert answer.status_code == 400
    conformance.check_outcome(answer.content)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/assess?presum=bowel", "that /assess does not know (did you mean 'presume'?); expected on, presume"),
        ("/assess?on=2026-03-01&MRN12345=1", "that /assess does not know; expected on, presume"),
        ("/compare?guidelines=nice", "(did you mean 'guideline'?); expected on, guideline, presume, verified"),
        ("/compare?verified=yes", "`verified` is neither true nor false"),
        ("/recall?withn=2w", "(did you mean 'within'?); expected on, within"),
        ("/recall?on=2026-03-01&on=2026-03-02", "`on` stands in the address more than once; expected one"),
    ],
)
def test_what_would_be_passed_over_in_an_address_is_refused(address: str, said: str) -> None:
    """It was ignored without a word: whoever wrote `presum` read an answer in which nothing was asked about."""

    async def steps(client: httpx2.AsyncClient) -> httpx2.Response:
        return await client.post(address, content=EXAMPLES[-1].read_bytes())

    answer = calls(steps)
    assert answer.status_code == 400
    conformance.check_outcome(answer.content)
    assert said in answer.json()["issue"][0]["diagnostics"]
    assert "MRN" not in answer.text


def test_compare_puts_one_patient_through_every_guideline() -> None:
    async def steps(client: httpx2.AsyncClient) -> list[httpx2.Response]:
        body = EXAMPLES[-1].read_bytes()
        return [
            await client.get("/compare"),
            await client.post("/compare", content=body),
            await client.post("/compare?guideline=nice&guideline=bsh&verified=true", content=body),
            await client.post("/compare?guideline=nobody", content=body),
        ]

    listed, every, two, unknown = calls(steps)
    names = [row["id"] for row in listed.json()["guidelines"]]
    assert names[:2] == ["article", "nice"]
    assert len(every.json()["rows"]) == len(names)
    assert every.json()["agreement"]
    assert len(two.json()["rows"]) == 2
    assert unknown.status_code == 400
    assert "no guideline is called" in unknown.text


def test_recall_from_a_case_and_from_a_table() -> None:
    case = {
        "cobalamin_case": 1,
        "id": "x",
        "on": "2026-03-01",
        "treatment": [{"date": "2025-01-03", "product": "hydroxocobalamin", "dose": "1 mg", "route": "intramuscular"}],
    }
    table = b"patient_id,date,event,product,route,dose\nx,2025-01-03,administration,hydroxocobalamin,im,1 mg\n"

    async def steps(client: httpx2.AsyncClient) -> list[Json]:
        one = await client.post("/recall", json=case)
        two = await client.post("/recall?on=2026-03-01&within=2w", content=table, headers={"content-type": "text/csv"})
        return [one.json(), two.json()]

    one, two = calls(steps)
    assert len(one["rows"]) == len(two["rows"]) == 1
    assert one["counts"] == two["counts"]


def _treated(**patient: Any) -> bytes:
    """A patient with one injection long ago, and haemoglobin before and after it."""
    given = {
        "resourceType": "MedicationAdministration", "id": "m", "status": "completed", "effectiveDateTime": "2025-01-03",
        "medicationCodeableConcept": {"text": "hydroxocobalamin 1 mg injection"}, "subject": {"reference": "Patient/x"},
    }  # fmt: skip
    counts = [
        {
            "resourceType": "Observation", "id": f"hb-{day}", "status": "final", "effectiveDateTime": day,
            "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]}, "subject": {"reference": "Patient/x"},
            "valueQuantity": {"value": value, "unit": "g/L"},
        }
        for day, value in (("2025-01-02", 90), ("2025-03-20", 92))
    ]  # fmt: skip
    who = {"resourceType": "Patient", "id": "x", "birthDate": "1950-01-01", **patient}
    entries = [{"resource": resource} for resource in (who, given, *counts)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


@pytest.mark.parametrize(
    "patient", [{}, {"deceasedBoolean": True}, {"deceasedDateTime": "2025-06-01"}], ids=["alive", "died", "died on"]
)
def test_recall_says_of_a_bundle_what_the_command_says(patient: Json, tmp_path: Path) -> None:
    body = _treated(**patient)
    path = tmp_path / "bundle.json"
    path.write_bytes(body)

    async def steps(client: httpx2.AsyncClient) -> httpx2.Response:
        return await client.post("/recall?on=2026-03-01", content=body)

    answer = calls(steps)
    assert answer.status_code == 200
    assert answer.json() == json.loads(make_list(path, ehr.TODAY, form="json").body)


def test_a_table_that_is_not_sent_as_one_is_told_how() -> None:
    """As curl sends it where no header is given; the description of the interface names the type as well."""
    body = b"patient,date,event\n1,2026-01-02,given\n"

    async def steps(client: httpx2.AsyncClient) -> list[httpx2.Response]:
        return [
            await client.post("/recall", content=body, headers={"content-type": kind})
            for kind in ("application/x-www-form-urlencoded", "text/csv")
        ]

    plain, table = calls(steps)
    assert (plain.status_code, table.status_code) == (400, 200)
    assert "send it with the content type text/csv" in plain.json()["issue"][0]["diagnostics"]
    posted = description("http://x")["paths"]["/recall"]["post"]["requestBody"]["content"]
    assert sorted(posted) == ["application/json", "text/csv"]


def test_answers_and_feedback_are_journalled_and_joined(tmp_path: Path) -> None:
    def item(card: str, **more: Any) -> Json:
        return {"card": card, "outcome": "overridden", "outcomeTimestamp": "2026-03-01T11:00:00+01:00", **more}

    async def steps(client: httpx2.AsyncClient) -> list[int]:
        first = await client.post("/cds-services/b12-patient-view", json=ehr.request())
        card = first.json()["cards"][0]
        taken = [{"id": card["suggestions"][0]["uuid"]}]
        batch = [
            item(
                card["uuid"],
                overrideReason={"reason": {"code": "patient-refuses", "system": "s"}, "userComment": "later"},
            ),
            item(card["uuid"], outcome="accepted", outcomeTimestamp="2026-03-01T12:00:00Z", acceptedSuggestions=taken),
            item(str(uuid4())),
        ]
        for each in batch:
            conformance.require("cds-fb-1", each)
            conformance.require("cds-fb-2", each)
            if "overrideReason" in each:
                conformance.require("cds-fb-3", each["overrideReason"])
        again = [
            await client.post("/cds-services/b12-patient-view/feedback", json={"feedback": batch}) for _ in range(2)
        ]
        plain = await client.post("/assess", content=EXAMPLES[-1].read_bytes())
        health = await client.get("/health")
        return [r.status_code for r in (*again, plain, health)]

    assert calls(steps, **kept(tmp_path)) == [200, 200, 200, 200]
    engine = open_journal(f"sqlite:///{tmp_path}/journal.db")
    assert [row.kind for row in rows(engine)] == ["answer", "feedback", "feedback", "feedback", "answer"]
    assert verify(engine).whole
    assert replay(engine).differences == ()
    found = [(line["action"], bool(line["indicator"])) for line in exported(engine)]
    assert found == [
        ("accepted", True),
        ("", False),
        ("overridden", False),
    ]  # the last is on a card that nobody here gave
    engine.dispose()


def test_feedback_that_could_not_be_kept_is_asked_for_again(tmp_path: Path) -> None:
    no_folder, spool = tmp_path / "file", tmp_path / "spool"
    no_folder.write_text("")

    async def one() -> httpx2.Response:
        app = application(ehr.settings(journal_url=f"sqlite:///{no_folder}/journal.db", spool=spool))
        spool.rmdir()
        spool.write_text("where a folder was")
        item = {"card": str(uuid4()), "outcome": "overridden", "outcomeTimestamp": "2026-03-01T11:00:00Z"}
        async with ehr.caller(app) as client:
            answer = await client.post("/cds-services/b12-order-sign/feedback", json={"feedback": [item]})
        await app.stop()
        return answer

    answer = asyncio.run(one())
    assert answer.status_code == 503
    conformance.check_outcome(answer.content)
    assert "503" in description(ehr.BASE)["paths"]["/cds-services/b12-order-sign/feedback"]["post"]["responses"]


BAD_FEEDBACK = {
    "no list": {},
    "no card": {"feedback": [{"outcome": "overridden", "outcomeTimestamp": "2026-03-01T11:00:00Z"}]},
    "card no uuid": {"feedback": [{"card": "x", "outcome": "overridden", "outcomeTimestamp": "2026-03-01T11:00:00Z"}]},
    "outcome": {"feedback": [{"card": str(uuid4()), "outcome": "ignored", "outcomeTimestamp": "2026-03-01T11:00:00Z"}]},
    "accepted nothing": {
        "feedback": [{"card": str(uuid4()), "outcome": "accepted", "outcomeTimestamp": "2026-03-01T11:00:00Z"}]
    },
    "no zone": {
        "feedback": [{"card": str(uuid4()), "outcome": "overridden", "outcomeTimestamp": "2026-03-01T11:00:00"}]
    },
    "empty reason": {
        "feedback": [
            {
                "card": str(uuid4()),
                "outcome": "overridden",
                "outcomeTimestamp": "2026-03-01T11:00:00Z",
                "overrideReason": {},
            }
        ]
    },
}


@pytest.mark.parametrize("name", BAD_FEEDBACK)
def test_feedback_that_does_not_fit_is_refused(name: str) -> None:
    async def steps(client: httpx2.AsyncClient) -> httpx2.Response:
        return await client.post("/cds-services/b12-order-sign/feedback", json=BAD_FEEDBACK[name])

    answer = calls(steps)
    assert answer.status_code == 400
    conformance.check_outcome(answer.content)


@pytest.mark.parametrize(
    "item",
    [
        {"outcome": "overridden", "acceptedSuggestions": None, "overrideReason": None},
        {"outcome": "overridden", "overrideReason": {"reason": {"code": "x", "system": None}, "userComment": None}},
        {"outcome": "overridden", "overrideReason": {"reason": None, "userComment": "she declined"}},
    ],
)
def test_what_was_not_filled_in_may_be_null(item: dict[str, Any]) -> None:
    """As many programs write it: the whole batch was refused."""
    whole = {"card": str(uuid4()), "outcomeTimestamp": "2026-03-01T11:00:00Z", **item}
    (entry,) = entries_in(msgspec.json.encode({"feedback": [whole]}), "b12-order-sign")
    told = {**msgspec.json.decode(entry.body), "card": ""}
    without = {name: _without_null(value) for name, value in whole.items() if value is not None}
    (plain,) = entries_in(msgspec.json.encode({"feedback": [without]}), "b12-order-sign")
    assert told == {**msgspec.json.decode(plain.body), "card": ""}


def _without_null(value: Any) -> Any:
    return {k: _without_null(v) for k, v in value.items() if v is not None} if isinstance(value, dict) else value


def test_unknown_calls_are_refused_in_form() -> None:
    async def steps(client: httpx2.AsyncClient) -> list[httpx2.Response]:
        return [await client.get("/x"), await client.post("/cds-services/x", json={}), await client.put("/assess")]

    answers = calls(steps)
    assert [a.status_code for a in answers] == [404, 404, 405]
    for answer in answers:
        conformance.check_outcome(answer.content)


def test_a_link_leads_to_the_answer_as_it_was_served(tmp_path: Path) -> None:
    async def steps(client: httpx2.AsyncClient) -> list[httpx2.Response]:
        card = (await client.post("/cds-services/b12-patient-view", json=ehr.request())).json()["cards"][0]
        conformance.check_card(card, resources=False)
        await ehr.kept(client)
        unknown = f"{ehr.BASE}/answers/{uuid4()}"
        return [await client.get(card["links"][0]["url"]), await client.get(unknown)]

    page, unknown = calls(steps, public_pages=True, **kept(tmp_path))
    assert page.status_code == 200
    assert "ileal resection" in page.text
    policy = page.headers["content-security-policy"]
    assert "style-src 'sha256-" in policy
    assert "unsafe-inline" not in policy
    assert unknown.status_code == 404


def test_the_answer_behind_a_link_is_in_the_language_of_who_opens_it(tmp_path: Path) -> None:
    """The workbench is in Spanish for a Spanish browser, and the page behind the card was not."""

    async def steps(client: httpx2.AsyncClient) -> list[httpx2.Response]:
        card = (await client.post("/cds-services/b12-patient-view", json=ehr.request())).json()["cards"][0]
        await ehr.kept(client)
        link = card["links"][0]["url"]
        spanish = {"accept-language": "es-ES,es;q=0.9"}
        return [await client.get(link, headers=spanish), await client.get(f"{link}?lang=en", headers=spanish)]

    page, english = calls(steps, public_pages=True, **kept(tmp_path))
    assert '<html lang="es">' in page.text
    assert "Las seis indicaciones" in page.text
    assert "una máquina" in page.text
    assert "The six indications" in english.text


def test_a_page_says_when_the_journal_cannot_be_read_and_when_it_is_too_old_to_show(tmp_path: Path) -> None:
    """A locked database is read all the same; one that is away is no fault of the answer; an older answer is not shown."""

    async def steps(client: httpx2.AsyncClient) -> list[httpx2.Response]:
        card = (await client.post("/cds-services/b12-patient-view", json=ehr.request())).json()["cards"][0]
        await ehr.kept(client)
        link, journal = card["links"][0]["url"], tmp_path / "journal.db"
        journal.rename(tmp_path / "away")
        away = await client.get(link)
        (tmp_path / "away").rename(journal)
        with contextlib.closing(sqlite3.connect(journal, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            locked = await client.get(link)
            other.execute("ROLLBACK")
            (content,) = other.execute("SELECT content FROM journal").fetchone()
            older = zlib.decompress(content).replace(b'"headline":', b'"title_of_old":')
            other.execute("UPDATE journal SET content = ?", (zlib.compress(older),))
        return [away, locked, await client.get(link)]

    away, locked, old = calls(steps, public_pages=True, **kept(tmp_path))
    assert (away.status_code, locked.status_code, old.status_code) == (503, 200, 410)
    assert "retry-after" in away.headers
    assert "journal export" in old.text


def test_an_answer_by_the_sites_own_figures_is_replayed_alike(tmp_path: Path) -> None:
    """The figure is kept with who says so: the answer cites it."""
    (tmp_path / "lab.toml").write_text(
        '["b12.total.deficient"]\nvalue = 170\nunit = "ng/L"\nsource = "Our laboratory, 2025"\n'
    )
    case = {
        "cobalamin_case": 1,
        "patient": {"age": 50, "sex": "male"},
        "facts": {"total_b12": "160 ng/L", "paraesthesia": True},
    }

    async def steps(client: httpx2.AsyncClient) -> str:
        return (await client.post("/assess", json=case)).text

    answer = calls(steps, **kept(tmp_path), parameters=read_parameters(tmp_path / "lab.toml"), presume=("surgery",))
    assert "SITE Our laboratory, 2025" in answer
    engine = open_journal(f"sqlite:///{tmp_path}/journal.db")
    assert (replay(engine).answers, replay(engine).differences) == (1, ())
    engine.dispose()


@pytest.mark.thorough
def test_the_sites_own_figures_stand_in_every_guideline_side_by_side(tmp_path: Path) -> None:
    """The comparison went by the published figures beside an answer that went by the laboratory's."""
    (tmp_path / "lab.toml").write_text(
        '["b12.total.deficient"]\nvalue = 145\nunit = "ng/L"\nsource = "Our laboratory"\n'
    )
    own = read_parameters(tmp_path / "lab.toml")
    case = {
        "cobalamin_case": 1,
        "patient": {"age": 50, "sex": "male"},
        "facts": {"total_b12": "147 ng/L", "fatigue": True},
    }
    form = {"age": "50", "sex": "male", "total_b12": "147", "total_b12.unit": "ng/L", "fatigue": "yes"}

    async def steps(client: httpx2.AsyncClient) -> tuple[str, dict[str, Any], str]:
        alone = (await client.post("/assess", json=case)).json()["rules_version"]
        beside = (await client.post("/compare", json=case)).json()
        return alone, beside, (await client.post("/pages/compare", data=form)).text

    alone, beside, page = calls(steps, **kept(tmp_path), parameters=own, workbench=True)
    assert beside["rows"][0]["version"] == alone
    assert [(f["id"], f["used"]) for f in beside["figures"]] == [("b12.total.deficient", "145 ng/L")]
    assert "in the place of every guideline" in page
    assert "145 ng/L" in page


def test_metrics_count_cards_and_unknown_facts_without_a_patient(tmp_path: Path) -> None:
    async def steps(client: httpx2.AsyncClient) -> str:
        await client.post("/cds-services/b12-patient-view", json=ehr.request())
        return (await client.get("/metrics")).text

    text = calls(steps, **kept(tmp_path))
    assert 'cobalamin_cards_total{indicator="warning",service="b12-patient-view"} 1.0' in text
    assert "cobalamin_unknown_facts_total{fact=" in text
    assert 'cobalamin_journal{fate="written"} 1.0' in text
    assert "cobalamin_journal_up 1.0" in text
    assert "ileal-resection" not in text


def test_calls_and_their_times_are_counted_by_service_and_never_by_what_a_caller_wrote() -> None:
    async def steps(client: httpx2.AsyncClient) -> str:
        await client.post("/cds-services/b12-patient-view", json=ehr.request())
        await client.post("/cds-services/b12-order-sign/feedback", content=b"{")
        for path in (
            "/cds-services",
            "/cds-services/mary-smith",
            "/cds-services/mary-smith/b12-patient-view",
            "/mary-smith",
        ):
            await client.get(path)
        return (await client.get("/metrics")).text

    text = calls(steps)
    assert 'cobalamin_request_seconds_count{route="/cds-services/b12-patient-view"} 1.0' in text
    assert 'cobalamin_request_seconds_count{route="/cds-services/b12-order-sign/feedback"} 1.0' in text
    assert 'cobalamin_request_seconds_count{route="/cds-services"} 1.0' in text
    assert 'cobalamin_request_seconds_count{route="/cds-services/…"} 2.0' in text
    assert "mary" not in text


def test_a_journal_that_is_gone_is_loud_and_the_answer_goes_on(tmp_path: Path) -> None:
    async def steps(client: httpx2.AsyncClient) -> list[Any]:
        answer = await client.post("/cds-services/b12-patient-view", json=ehr.request())
        health = await client.get("/health")
        return [
            answer.status_code,
            health.status_code,
            health.json()["journal"]["spooled"],
            (await client.get("/metrics")).text,
        ]

    settings = {**kept(tmp_path), "journal_url": f"sqlite:///{tmp_path}/nowhere/journal.db"}
    answer, health, spooled, metrics = calls(steps, **settings)
    assert (answer, health, spooled) == (200, 503, 1)
    assert "cobalamin_journal_up 0.0" in metrics
    assert len(list((tmp_path / "spool").glob("*.ndjson"))) == 1


def test_the_description_covers_every_route() -> None:
    async def steps(client: httpx2.AsyncClient) -> tuple[Json, str]:
        return (await client.get("/schema/openapi.json")).json(), (await client.get("/schema")).text

    document, page = calls(steps)
    for path in ("/cds-services", "/assess", "/recall", "/health", "/metrics", "/cds-services/b12-order-sign/feedback"):
        assert path in document["paths"]
        assert path in page
    assert "<script" not in page


def test_the_clock_is_the_sites() -> None:
    """The same request on another day is another answer: nothing below the rim reads a clock."""
    body = json.dumps(ehr.request()).encode()

    async def steps(client: httpx2.AsyncClient) -> str:
        return str((await client.post("/cds-services/b12-patient-view", content=body)).json()["cards"])

    now, later = calls(steps), calls(steps, today=lambda: ehr.TODAY.replace(year=2030))
    assert "2026-03-01" in now
    assert "2030-03-01" in later


def test_figures_that_another_guideline_cannot_take_hinder_the_comparison_alone(tmp_path: Path) -> None:
    """BSH has 200 ng/L for deficient: the top of the band at 190 fits the base article, which is what the service answers by."""
    (tmp_path / "lab.toml").write_text('["b12.total.band_top"]\nvalue = 190\nunit = "ng/L"\n')
    told = {"COBALAMIN_PARAMETERS": str(tmp_path / "lab.toml"), "COBALAMIN_JOURNAL": "off"}
    own = from_environment("127.0.0.1", 8000, told).parameters
    case = {"cobalamin_case": 1, "patient": {"age": 50}, "facts": {"total_b12": "147 ng/L"}}

    async def steps(client: httpx2.AsyncClient) -> list[tuple[int, str]]:
        form = {"age": "50", "total_b12": "147", "total_b12.unit": "ng/L"}
        sent = [
            await client.post("/assess", json=case),
            await client.post("/compare", json=case),
            await client.post("/pages/compare", data=form),
        ]
        return [(each.status_code, each.text) for each in sent]

    alone, beside, page = calls(steps, **kept(tmp_path), parameters=own, workbench=True)
    assert alone[0] == 200
    for status, text in (beside, page):
        assert status == 400
        assert "(bsh); set both" in text
