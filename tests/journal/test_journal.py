"""The journal: whole, replayable, idempotent, quiet about who it is, and safe when things break."""

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import campaign
import entries
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert, make_url, select, update
from sqlalchemy.exc import DatabaseError, OperationalError

import databases
from cobalamin.commands.service import journal
from cobalamin.journal import database
from cobalamin.journal.command import journal_command
from cobalamin.journal.database import engine_of, open_journal, open_to_read
from cobalamin.journal.entry import (
    AnswerBody,
    Entry,
    FeedbackBody,
    as_json,
    facts_of,
    feedback_id,
    keyed,
    known_of,
    known_row,
)
from cobalamin.journal.entry import program as entry_program
from cobalamin.journal.export import COLUMNS, exported, write_csv
from cobalamin.journal.replay import replay
from cobalamin.journal.retention import delete_older, delete_patient
from cobalamin.journal.spool import Spool
from cobalamin.journal.store import append, rows
from cobalamin.journal.tables import JOURNAL
from cobalamin.journal.verify import verify
from cobalamin.journal.writer import Writer
from cobalamin.knowledge.treatment import TreatmentEvent, on_day
from cobalamin.language.patient import Interval
from cobalamin.records.case import case_from
from cobalamin.records.errors import RecordError
from cobalamin.records.known import Known
from cobalamin.records.parameters import read_parameters
from cobalamin.records.read import read_any
from cobalamin.records.record import Source
from cobalamin.web.answered import answer_case


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    with databases.postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=databases.needs_postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/journal.db"
    found = request.getfixturevalue("postgres_url")
    engine = open_journal(found)
    with engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE journal, journal_card")
    engine.dispose()
    return str(found)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    found = open_journal(url)
    yield found
    found.dispose()


def answers() -> list[Entry]:
    return [entries.answer(reading, f"p{i}") for i, reading in enumerate(entries.readings())]


def filled(engine: Engine) -> list[Entry]:
    kept = answers()
    append(engine, kept)
    append(engine, [entries.feedback("11111111-1111-1111-1111-111111111111", "=cmd()")])
    return kept


def test_every_answer_comes_out_again(engine: Engine) -> None:
    kept = filled(engine)
    assert verify(engine).whole
    found = replay(engine)
    assert (found.answers, found.differences) == (len(kept), ())


def test_where_injections_stand_is_replayed_too(engine: Engine) -> None:
    """The day of the next dose is read from doses that the journal does not keep: it keeps what came of them."""
    days = ("2025-06-10", "2025-09-10")
    doses = [{"product": "hydroxocobalamin", "date": day, "route": "intramuscular"} for day in days]
    case = case_from(
        {"cobalamin_case": 1, "patient": {"age": 62}, "facts": {"total_gastrectomy": True}, "treatment": doses}
    )
    reading = answer_case(case, entries.settings(), ())
    append(engine, [entries.answer(reading)])
    assert "overdue since 2025-12-24" in reading.answer.headline
    assert replay(engine).differences == ()


def test_what_kept_a_dose_from_being_given_is_replayed_too(engine: Engine) -> None:
    """It stands in the first line, and is read from doses and orders that the journal does not keep."""
    case = case_from({"cobalamin_case": 1, "patient": {"age": 62}, "facts": {"total_gastrectomy": True}})
    day = on_day(date(2025, 9, 10))
    one = TreatmentEvent("not_given", day, "a", "hydroxocobalamin", route="intramuscular", reason="asleep")
    reading = answer_case(replace(case, treatment=(one,)), entries.settings(), ())
    append(engine, [entries.answer(reading)])
    assert "not given, with the reason 'asleep': ask why" in reading.answer.headline
    assert replay(engine).differences == ()


def forged(engine: Engine, was: str, now: str, program: str) -> tuple[int, str]:
    """What the command says of an entry in whose answer one text was another, told by a version of the program."""
    entry = answers()[0]
    body = msgspec.json.decode(entry.body, type=AnswerBody)
    told = bytes(body.answer).replace(was.encode(), now.encode(), 1)
    assert told != bytes(body.answer)
    before = msgspec.structs.replace(body, answer=msgspec.Raw(told), program=program)
    append(engine, [msgspec.structs.replace(entry, body=msgspec.Raw(msgspec.json.encode(before)))])
    code = journal_command("replay", str(engine.url), out=(out := io.StringIO()))
    return code, out.getvalue()


HEADLINE = ('"headline":"', '"headline":"As it was said then: ')


@pytest.mark.parametrize("program", ["", "0.0.9"])
def test_an_answer_that_an_earlier_version_told_in_other_words_is_no_difference(engine: Engine, program: str) -> None:
    """Of entries from before what halted injections was kept the replay told another first line, and called it a fault."""
    code, told = forged(engine, *HEADLINE, program)
    assert code == 0
    assert "row 1 is the same answer in other words: headline (worded by another version of the program; " in told
    assert "1 answer computed again, 0 differ, 1 the same in other words" in told


def test_an_answer_that_told_what_is_not_used_in_another_order_is_no_difference(engine: Engine) -> None:
    told = json.loads(bytes(msgspec.json.decode(answers()[0].body, type=AnswerBody).answer))["missing"]
    assert len(told) > 1
    was, now = (json.dumps(each, separators=(",", ":"), ensure_ascii=False)[1:-1] for each in (told, told[::-1]))
    code, said = forged(engine, was, now, "0.0.9")
    assert (code, "row 1 is the same answer in other words: missing" in said) == (0, True)
    code, said = forged(engine, f'"missing":[{was}]', '"missing":[]', "0.0.9")
    assert code == 1


def test_the_same_version_does_not_tell_it_otherwise(engine: Engine) -> None:
    code, told = forged(engine, *HEADLINE, entry_program())
    assert code == 1
    assert "row 1 differs in headline (the rules are the same, so it is an update of the program or a fault)" in told


@pytest.mark.parametrize(
    ("was", "now", "part"),
    [
        ('"outcome":"', '"outcome":"x', "route"),
        ('"at_least":"', '"at_least":"x', "urgency"),
        ('"truth":"unknown"', '"truth":"no"', "indications"),
        ('"level":"', '"level":"x', "safety"),
        ('"value":"', '"value":"x', "facts"),
    ],
)
def test_another_decision_is_a_difference_whoever_told_it(engine: Engine, was: str, now: str, part: str) -> None:
    code, told = forged(engine, was, now, "0.0.9")
    assert (code, "in other words" in told) == (1, False)
    assert part in told


def test_what_is_sent_twice_is_kept_once(engine: Engine) -> None:
    kept = answers()
    assert append(engine, kept) == len(kept)
    assert append(engine, [*kept, *kept[:1]]) == 0
    said = entries.feedback("11111111-1111-1111-1111-111111111111")
    again = msgspec.structs.replace(entries.feedback("11111111-1111-1111-1111-111111111111"), at="later")
    assert (append(engine, [said]), append(engine, [again])) == (1, 0)


def changed_content(engine: Engine, number: int) -> None:
    with engine.begin() as connection:
        content = connection.scalar(select(JOURNAL.c.content).where(JOURNAL.c.number == number))
        connection.execute(update(JOURNAL).where(JOURNAL.c.number == number).values(content=content[:-8] + bytes(8)))


TAMPERING: dict[str, Any] = {
    "content": changed_content,
    "column": lambda e, n: _do(e, update(JOURNAL).where(JOURNAL.c.number == n).values(service="other")),
    "hash": lambda e, n: _do(e, update(JOURNAL).where(JOURNAL.c.number == n).values(content_hash="0" * 64)),
    "taken out": lambda e, n: _do(e, delete(JOURNAL).where(JOURNAL.c.number == n)),
    "emptied": lambda e, n: _do(e, update(JOURNAL).where(JOURNAL.c.number == n).values(content=None)),
}


def _do(engine: Engine, statement: Any) -> None:
    with engine.begin() as connection:
        connection.execute(statement)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found(how: str, number: int, engine: Engine) -> None:
    filled(engine)
    TAMPERING[how](engine, number)
    assert not verify(engine).whole


def test_rows_cut_off_the_end_are_found_by_an_anchor(engine: Engine) -> None:
    filled(engine)
    anchor = verify(engine).head
    append(engine, [entries.small(1)])
    assert verify(engine, anchor).whole
    _do(engine, delete(JOURNAL).where(JOURNAL.c.number >= 7))
    assert verify(engine).whole
    assert not verify(engine, anchor).whole


def test_a_row_written_in_the_middle_is_found(engine: Engine) -> None:
    filled(engine)
    last = list(rows(engine))[-1]
    row = {"number": last.number + 2, "id": "x", "kind": "answer", "at": "", "service": "", "patient": "", "content": b"",
           "content_hash": "0" * 64, "chain_hash": "0" * 64}  # fmt: skip
    _do(engine, insert(JOURNAL).values(row))
    assert not verify(engine).whole


def test_a_changed_answer_is_found_by_replay(engine: Engine) -> None:
    entry = answers()[0]
    body = msgspec.json.decode(entry.body, type=AnswerBody)
    wrong = bytes(body.answer).replace(b'"outcome":"', b'"outcome":"x')
    forged = msgspec.structs.replace(body, answer=msgspec.Raw(wrong))
    append(engine, [msgspec.structs.replace(entry, body=msgspec.Raw(msgspec.json.encode(forged)))])
    (difference,) = replay(engine).differences
    assert (difference.parts, difference.rules_changed) == (("route",), False)


def test_a_record_with_what_could_not_be_read_comes_out_of_replay_as_it_was_served(engine: Engine) -> None:
    result = {"resourceType": "Observation", "id": "o", "status": "final", "code": {"text": "Vitamin B12 in serum"}}
    dead = {"resourceType": "Patient", "id": "p", "birthDate": "1950-01-01", "deceasedBoolean": True}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": dead}, {"resource": result}]}
    reading = answer_case(read_any(msgspec.json.encode(bundle)), entries.settings(), ())
    assert {problem.why for problem in reading.facts.problems} == {"unmapped", "died"}
    append(engine, [entries.answer(reading)])
    assert replay(engine).differences == ()


def test_who_it_was_is_a_keyed_hash() -> None:
    reading = entries.readings()[0]
    hashed = entries.answer(reading, "patient-4711")
    assert hashed.patient == keyed(b"site key", "patient-4711") != keyed(b"another key", "patient-4711")
    assert b"4711" not in msgspec.json.encode(hashed)
    assert b"Practitioner/1" not in msgspec.json.encode(hashed)
    assert entries.answer(reading, "patient-4711", plain_patients=True).patient == "patient-4711"
    assert entries.answer(reading, "patient-4711", patient_key=b"").patient == ""


def test_no_birth_date_id_or_title_reaches_the_journal() -> None:
    for path, reading in zip(entries.EXAMPLES, entries.readings(), strict=True):
        text = msgspec.json.encode(entries.answer(reading, reading.case.id)).decode()
        assert reading.case.born is None or str(reading.case.born) not in text
        assert not reading.case.title or reading.case.title not in text
        document = json.loads(path.read_text())
        assert document.get("resourceType") != "Bundle" or f'"{reading.case.id}"' not in text


def test_deletion_empties_and_keeps_the_chain(engine: Engine) -> None:
    kept = filled(engine)
    assert delete_patient(engine, kept[1].patient) == 1
    assert delete_patient(engine, "") == 0
    assert verify(engine).whole
    assert replay(engine).answers == len(kept) - 1
    assert delete_older(engine, days=-1) == len(kept)
    assert delete_older(engine, days=-1) == 0
    assert verify(engine).whole
    assert replay(engine).answers == 0


def test_a_patients_feedback_goes_with_the_answer(engine: Engine) -> None:
    card = "22222222-2222-2222-2222-222222222222"
    entry = msgspec.structs.replace(answers()[0], cards=(card,))
    append(engine, [entry, entries.feedback(card, "she said no")])
    assert delete_patient(engine, entry.patient) == 2
    assert all(row.content is None or b"she said no" not in row.content for row in rows(engine))


def test_what_was_deleted_is_not_left_in_the_files(tmp_path: Path) -> None:
    """The service goes on holding the database open meanwhile, with its log beside it."""
    url = f"sqlite:///{tmp_path}/journal.db"
    serving = open_journal(url)
    entry = answers()[0]
    append(serving, [entry])
    with serving.connect() as connection:
        content = bytes(connection.scalar(select(JOURNAL.c.content)) or b"")

    def left() -> bool:
        found = b"".join(path.read_bytes() for path in tmp_path.glob("journal.db*"))
        return any(content[at : at + 40] in found for at in range(100, len(content) - 40, 500))

    assert left()
    deleting = open_journal(url)
    assert delete_patient(deleting, entry.patient) == 1
    deleting.dispose()
    assert not left()
    serving.dispose()


@pytest.mark.parametrize("action", ["verify", "replay", "export"])
def test_who_only_looks_needs_no_right_to_write(action: Literal["verify", "replay", "export"], url: str) -> None:
    """An auditor: a file that cannot be written to, a user of PostgreSQL who may only read. Nor does looking wait for a writer."""
    serving = open_journal(url)
    append(serving, answers())
    reader = _who_may_only_read(url)
    with serving.begin():
        assert journal_command(action, reader, out=io.StringIO()) == 0
    serving.dispose()
    looking = open_to_read(reader)
    with looking.connect() as connection, pytest.raises(DatabaseError, match=r"readonly|permission denied"):
        connection.execute(delete(JOURNAL))
    looking.dispose()


@pytest.mark.parametrize("action", ["verify", "delete"])
def test_a_database_of_somebody_else_is_left_as_it_is(action: Literal["verify", "delete"], tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE appointment (day TEXT)")
        with pytest.raises(RecordError, match="holds no journal"):
            journal_command(action, f"sqlite:///{tmp_path}/other.db", older_than_days=1)
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("appointment",)]


def _who_may_only_read(url: str) -> str:
    """A user of PostgreSQL with no other right; SQLite's file is opened so by itself."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return url
    owner = engine_of(url)
    with owner.begin() as connection:
        connection.exec_driver_sql(
            "DROP OWNED BY auditor" if _knows_auditor(connection) else "CREATE ROLE auditor LOGIN"
        )
        connection.exec_driver_sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO auditor")
    owner.dispose()
    return address.set(username="auditor").render_as_string(hide_password=False)


def _knows_auditor(connection: Connection) -> bool:
    return connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = 'auditor'").first() is not None


def test_days_below_nought_delete_nothing(tmp_path: Path) -> None:
    """A minus sign too many would empty the whole journal."""
    url = f"sqlite:///{tmp_path}/journal.db"
    engine = open_journal(url)
    append(engine, answers())
    with pytest.raises(RecordError, match="older"):
        journal_command("delete", url, older_than_days=-5)
    assert all(row.content is not None for row in rows(engine))
    engine.dispose()


def test_a_key_file_that_holds_nothing_finds_nobody_and_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("\n")
    with pytest.raises(RecordError, match="is empty; expected the key"):
        journal("delete", f"sqlite:///{tmp_path}/journal.db", patient="p1", key_file=tmp_path / "key")


def test_a_key_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"--key-file: .* cannot be read"):
        journal("delete", url=f"sqlite:///{tmp_path}/journal.db", patient="p1", key_file=tmp_path / "none")


def test_the_export_has_what_regulators_ask_for(engine: Engine) -> None:
    card = "22222222-2222-2222-2222-222222222222"
    shown = [{"uuid": card, "summary": "=1+1", "indicator": "info", "source": {"label": "NICE"}}]
    entry = answers()[0]
    body = msgspec.structs.replace(
        msgspec.json.decode(entry.body, type=AnswerBody), cards=msgspec.Raw(msgspec.json.encode(shown))
    )
    entry = msgspec.structs.replace(entry, body=msgspec.Raw(msgspec.json.encode(body)), cards=(card,))
    later = "2026-03-02T10:00:00.000+00:00"
    append(engine, [entry, answers()[1], entries.feedback(card, "later", later), entries.feedback(card, "earlier")])
    out = io.StringIO()
    write_csv(exported(engine), out)
    first, second = csv.DictReader(io.StringIO(out.getvalue()))
    assert tuple(first) == COLUMNS
    assert (first["intervention"], first["action"], first["comment"], first["location"]) == (
        "'=1+1",
        "overridden",
        "later",
        "Ward 7",
    )
    assert first["user"] == keyed(b"site key", "Practitioner/1")
    assert (second["card"], second["action"], second["taken"]) == ("", "", "")


@pytest.mark.parametrize(
    ("patient", "cell"),
    [
        (" =1+1", "'=1+1"),
        ("a; =1+1", "a; '=1+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("|calc", "'|calc"),
        ("00123", "'00123"),
        ("1E5", "'1E5"),
        ("two\nlines", "two lines"),
        ("Ward 7", "Ward 7"),
        ("-5", "'-5"),
    ],
)
def test_a_spreadsheet_runs_and_changes_no_cell_of_the_export(patient: str, cell: str) -> None:
    """The export guarded less than the recall list: a space before the formula was enough."""
    out = io.StringIO()
    write_csv([{"patient": patient, "number": 7, "date": "2026-03-01T09:00:00.000+00:00"}], out)
    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert (row["patient"], row["number"], row["date"]) == (cell, "7", "2026-03-01T09:00:00.000+00:00")


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.some(1)
def test_the_export_keeps_every_letter_as_its_code_where_few_can_be_shown(tmp_path: Path, form: str) -> None:
    kept = f"sqlite:///{tmp_path}/journal.db"
    writing = open_journal(kept)
    append(writing, [msgspec.structs.replace(answers()[0], patient="Żółć ≥ 1")])
    writing.dispose()
    said = subprocess.run(
        [sys.executable, "-m", "cobalamin", "journal", "export", "--url", kept, "--format", form],
        capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    ).stdout  # fmt: skip
    assert rb"\u017b\u00f3\u0142\u0107 \u2265 1" in said


def test_the_export_names_the_laboratorys_own_figures(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "lab.toml"
    file.write_text('["b12.total.deficient"]\nvalue = 145.5\nunit = "ng/L"\nsource = "Our laboratory, 2025"\n')
    own = read_parameters(file)
    append(engine, [entries.answer(entries.readings(parameters=own)[0], parameters=own), answers()[0]])
    with_own, published = exported(engine)
    assert with_own["local_figures"] == "b12.total.deficient: 145.5 ng/L (Our laboratory, 2025)"
    assert published["local_figures"] == ""


def test_the_export_says_which_suggestion_was_taken(engine: Engine) -> None:
    card, button = "22222222-2222-2222-2222-222222222222", {"uuid": "b1", "label": "Prescribe tablets (draft)"}
    shown = [{"uuid": card, "summary": "s", "indicator": "info", "source": {}, "suggestions": [button]}]
    entry = answers()[0]
    body = msgspec.json.decode(entry.body, type=AnswerBody)
    body = msgspec.structs.replace(body, cards=msgspec.Raw(msgspec.json.encode(shown)))
    entry = msgspec.structs.replace(entry, body=msgspec.Raw(msgspec.json.encode(body)), cards=(card,))
    taken = FeedbackBody(card, "accepted", "2026-03-01T10:00:00.000+00:00", ("b1", "another"))
    said = Entry(feedback_id("s", taken), "feedback", entries.now(), "s", as_json(taken))
    append(engine, [entry, said])
    (line,) = exported(engine)
    assert (line["action"], line["taken"]) == ("accepted", "Prescribe tablets (draft); another")


def test_feedback_on_a_card_nobody_knows_and_a_row_nobody_can_read_stand_in_the_export(engine: Engine) -> None:
    """Late feedback comes when its answer was deleted; what it says is kept, and who looks for it has to find it."""
    card = "33333333-3333-3333-3333-333333333333"
    append(engine, [entries.feedback(card, "she declined"), entries.feedback(card.replace("3", "4"))])
    changed_content(engine, 2)
    (said, unread) = exported(engine)
    assert (said["card"], said["action"], said["comment"]) == (card, "overridden", "she declined")
    assert said["intervention"] == "no answer in this journal has this card"
    assert (unread["number"], unread["intervention"]) == (2, "this row cannot be read: see `cobalamin journal verify`")


def test_an_anchor_that_verify_never_printed_is_no_row_that_was_cut_off(engine: Engine) -> None:
    filled(engine)
    with pytest.raises(RecordError, match="that is not an anchor; expected the 64"):
        verify(engine, "the one of yesterday")
    _do(engine, delete(JOURNAL).where(JOURNAL.c.number == 2))
    found = verify(engine)
    assert (found.faults[0], found.rows) == ("row 2 is missing", len(list(rows(engine))))


def test_a_deletion_of_one_patients_older_answers_is_not_one_of_everybodys(url: str, engine: Engine) -> None:
    filled(engine)
    with pytest.raises(RecordError, match="give one of the two"):
        journal_command("delete", url, older_than_days=0, patient="p1", patient_key=b"site key")
    assert all(row.content for row in rows(engine))


def test_the_command_verifies_replays_and_exports(url: str, engine: Engine, tmp_path: Path) -> None:
    append(engine, answers())
    out = io.StringIO()
    assert journal_command("verify", url, out=out) == 0
    anchor = out.getvalue().split()[-1]
    assert journal_command("verify", url, anchor=anchor, out=out) == 0
    assert journal_command("verify", url, anchor="f" * 64, out=out) == 1
    assert journal_command("replay", url, out=out) == 0
    assert journal_command("export", url, form="json", out=(found := io.StringIO())) == 0
    assert len(json.loads(found.getvalue())) == len(entries.EXAMPLES)
    with pytest.raises(RecordError, match="what to delete"):
        journal_command("delete", url, out=out)
    assert journal_command("delete", url, patient="p0", patient_key=b"site key", spool=tmp_path, out=out) == 0
    assert "1 rows emptied" in out.getvalue()
    assert "Nobody here" not in out.getvalue()
    assert "under another key or under none are not among them" in out.getvalue(), (
        "a key that was changed hides the older rows"
    )
    assert journal_command("delete", url, patient="p1", patient_key=b"another key", spool=tmp_path, out=out) == 0
    assert "No answer here is about this patient: give the id as the EHR sends it" in out.getvalue()


def test_an_address_that_is_none_is_a_sentence() -> None:
    for wrong in ("", "nonsense", "mysql://x/y", "postgresql+asyncpg://x/y", "sqlite+aiosqlite:///x"):
        with pytest.raises(RecordError, match="expected"):
            journal_command("verify", wrong)


# --- facts as they are kept ------------------------------------------------------------------------------------------

fractions = st.fractions(min_value=0, max_value=5000)
intervals = st.tuples(fractions, fractions, st.booleans(), st.booleans()).map(
    lambda t: Interval(min(t[:2]), max(t[:2]), "ng/L", t[2] and t[0] != t[1], t[3] and t[0] != t[1])
)
open_ended = st.tuples(fractions, st.booleans()).map(lambda t: Interval(None, t[0], "ng/L", high_open=t[1]))
sources = st.none() | st.builds(Source, st.text(), st.text(), st.text())


@given(st.builds(Known, st.booleans() | intervals | open_ended, sources, st.text(), st.booleans()))
def test_a_fact_is_kept_exactly(known: Known) -> None:
    row = msgspec.json.decode(msgspec.json.encode(known_row(known)), type=type(known_row(known)))
    assert known_of(row) == known


def test_the_facts_of_every_example_are_kept_exactly() -> None:
    for reading in entries.readings():
        body = msgspec.json.decode(entries.answer(reading).body, type=AnswerBody)
        kept = facts_of(body)
        assert (kept.on, kept.known, kept.missing) == (reading.facts.on, reading.facts.known, reading.facts.missing)


# --- faults ----------------------------------------------------------------------------------------------------------


def until(done: Any, seconds: float = 15) -> None:
    limit = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_a_locked_database_spools_and_drains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cobalamin.journal.writer.RETRY_SECONDS", 0.1)
    url = f"sqlite:///{tmp_path}/journal.db"
    open_journal(url).dispose()
    writer = Writer(url, Spool(tmp_path / "spool"))
    lock = sqlite3.connect(tmp_path / "journal.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    assert writer.keep(entries.small(1)).result(timeout=20) is True
    assert not writer.state.healthy
    assert writer.state.spooled == 1
    lock.execute("ROLLBACK")
    lock.close()
    until(lambda: writer.state.healthy)
    writer.close()
    engine = open_journal(url)
    assert len(list(rows(engine))) == 1
    assert verify(engine).whole
    engine.dispose()


def test_a_spooled_batch_already_written_is_not_written_again(tmp_path: Path) -> None:
    """Killed between the commit and the removal of the file: the batch is read again, harmlessly."""
    url = f"sqlite:///{tmp_path}/journal.db"
    entry = entries.small(1)
    engine = open_journal(url)
    append(engine, [entry])
    spool = Spool(tmp_path / "spool")
    spool.put([entry, entries.small(2)], 1)
    (tmp_path / "spool" / "00-torn.part").write_bytes(b'{"id": "to')
    writer = Writer(url, spool)
    until(lambda: not spool.waiting)
    writer.close()
    assert len(list(rows(engine))) == 2
    engine.dispose()


def test_a_journal_that_cannot_be_opened_leaves_no_connection_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database is locked it is asked for every few seconds."""
    asked: list[Engine] = []
    monkeypatch.setattr(database, "engine_of", lambda url: asked.append(engine_of(url)) or asked[-1])
    with closing(sqlite3.connect(tmp_path / "journal.db")) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OperationalError, match="locked"):
            open_journal(f"sqlite:///{tmp_path}/journal.db")
    (engine,) = asked
    assert engine.pool.checkedin() == 0  # type: ignore[attr-defined]


def test_without_database_and_spool_the_loss_is_counted(tmp_path: Path) -> None:
    def gone(_: str) -> Engine:
        raise OperationalError("", None, Exception())

    spool = Spool(tmp_path / "spool")
    writer = Writer("", spool, gone)
    (tmp_path / "spool").rmdir()
    (tmp_path / "spool").write_text("no folder")
    assert writer.keep(entries.small(1)).result(timeout=5) is False
    assert writer.state.lost == 1
    assert not writer.state.healthy
    writer.close()


@pytest.mark.some(1)
def test_killed_at_random_nothing_acknowledged_is_lost(url: str, tmp_path: Path) -> None:
    acknowledged, there = campaign.campaign(url, tmp_path / "spool", writes=120, kills=2)
    assert 120 <= acknowledged <= there


@pytest.mark.parametrize(
    "url, said",
    [
        ("sqlite://journal.db", "two slashes where a file needs three or four; expected sqlite:///journal.db"),
        ("sqlite:///journal.db?timeout=soon", "leave out what follows the ?"),
    ],
)
def test_an_address_that_names_no_file_is_refused_in_a_sentence(url: str, said: str) -> None:
    """Both ended the service, and what looks after its journal, with the trace of a fault."""
    with pytest.raises(RecordError) as refused:
        engine_of(url)
    assert said in str(refused.value)
