"""A campaign: threads that ask a cold service about different patients, guidelines, figures and languages at the same moment.

`python tests/web/mixing.py THREADS PEOPLE [all]`: what each was told is compared with what the same is told alone, by two programs
of their own that ask in opposite orders; `all` draws and prints too. One patient's fact in another's answer shows here.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from threading import Barrier, Thread

sys.path.append(str(Path(__file__).parents[1]))
import ehr
from awkward import ON, Json, Maker
from bundles import collection
from cobalamin.assessment.assess import assess
from cobalamin.assessment.engine import rules_version
from cobalamin.assessment.report import markdown
from cobalamin.comparison.compare import compare
from cobalamin.knowledge.guidelines.registry import PROFILES
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Quantity, Threshold
from cobalamin.plots.patient import Patient, plots_for
from cobalamin.prints.clinical import report_pdf
from cobalamin.recall.worklist import recall_list
from cobalamin.recall.written.formats import rendered
from cobalamin.records.errors import RecordError
from cobalamin.records.read import read_any
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator
from cobalamin.web.answered import answer_case
from cobalamin.web.desk import _answered
from cobalamin.web.errors import Refusal
from cobalamin.web.fetch import require_useful
from cobalamin.web.hooks import read_request
from cobalamin.web.prefetch import arrivals_of
from cobalamin.web.rest import _record
from cobalamin.web.services import SERVICES
from cobalamin.web.settings import Settings

Job = Callable[[], str]
NEW = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
"""An identifier that is drawn anew for every answer."""
NUMBER = re.compile(r"[A-Za-z]-([0-9a-f]{8})-[0-9]")


def figures(number: int) -> dict[str, Threshold]:
    """The figures of a laboratory: another for every number, none for 0."""
    if not number:
        return {}
    id = "b12.total.deficient"
    return {id: replace(THRESHOLDS[id], printed=(Quantity(150 + number, "ng/L"), Quantity(110 + number, "pmol/L")))}


_CLEAR = ("84027009", "91019004", "26452005", "34000006", "77386006", "84229001")


def record(maker: Maker) -> list[Json]:
    """An awkward record, and beside it what settles an answer: a level and a few findings of this person alone."""
    chance, number = maker.chance, maker.id[:8]
    sure = [
        ehr.result("2132-9", chance.choice((90, 140, 250, 600)), "pg/mL", id=f"Observation-{number}-91"),
        *(
            ehr.condition(code, f"Condition-{number}-{i}", f"2026-01-{i:02}", maker.id)
            for i, code in enumerate(chance.sample(_CLEAR, 3), 11)
        ),
    ]
    sure[0]["subject"] = {"reference": f"Patient/{maker.id}"}
    return [*maker.resources(), *sure]


def bundle(resources: list[Json]) -> bytes:
    return json.dumps(collection(resources)).encode()


def asked(data: bytes, guideline: str, number: int) -> str:
    """The answer of a guideline under a laboratory's figures; of the article alone, for the others have their own."""
    return assess(read_any(data), on=ON, guideline=guideline, parameters=figures(number)).json().decode()


def hooked(body: bytes, settings: Settings) -> str:
    """The cards of a call, with the version of the rules."""
    request = read_request(body, "patient-view")
    arrivals = arrivals_of(request)
    require_useful(arrivals)
    reading, cards = _answered(SERVICES["b12-patient-view"], request, arrivals, settings)
    return NEW.sub("new", f"{reading.facts}{reading.answer.json()!r}{cards}{rules_version(settings.parameters)}")


def compared(data: bytes, verified: bool) -> str:
    return compare(read_any(data), on=ON, verified=verified).json().decode()


def told(data: bytes, language: str) -> str:
    words = translator(language)
    text = markdown(assess(read_any(data), on=ON))
    return "\n".join(words.said(line.strip("-*# ")) or line for line in text.splitlines())


def recalled(data: bytes) -> str:
    reading = answer_case(read_any(data), ehr.settings(), ())
    return rendered("json", recall_list([_record(reading)], ON, 14), (), True).decode()


def drawn(data: bytes, language: str) -> str:
    """The report as a PDF, its plots in it."""
    case = read_any(data)
    facts, answer = facts_on(case, ON), assess(case, on=ON)
    plots = plots_for(Patient(case, facts, answer), THRESHOLDS)
    return report_pdf(answer, plots, words=translator(language)).hex()


def jobs(people: int, everything: bool) -> Iterator[tuple[str, Job]]:
    """What is asked, each with a name."""
    for maker in map(Maker, range(people)):
        resources = record(maker)
        data, call, number = (
            bundle(resources),
            json.dumps(ehr.request(resources=resources)).encode(),
            maker.chance.randrange(4 if everything else 2),
        )
        settings = ehr.settings(parameters=figures(number), presume=maker.chance.choice(((), ("surgery", "diet"))))
        guideline = maker.chance.choice(list(PROFILES))
        yield f"{maker.id} {guideline}", partial(asked, data, guideline, 0)
        yield f"{maker.id} figures {number}", partial(asked, data, "article", number)
        yield f"{maker.id} hook {number}", partial(hooked, call, settings)
        for language in ("en", "es"):
            yield f"{maker.id} {language}", partial(told, data, language)
        yield f"{maker.id} recall", partial(recalled, data)
        if maker.chance.random() < (0.5 if everything else 0.1):
            yield f"{maker.id} compared", partial(compared, data, maker.chance.random() < 0.5)
        if everything:
            yield f"{maker.id} drawn", partial(drawn, data, maker.chance.choice(("en", "es")))


def outcome(job: Job) -> str:
    try:
        return job()
    except (RecordError, Refusal) as refusal:
        return f"refused: {refusal}"


def together(asking: list[tuple[str, Job]], threads: int) -> dict[str, set[str]]:
    """Every job in every thread, each thread in an order of its own: what was said."""
    found: dict[str, set[str]] = {name: set() for name, _ in asking}
    start = Barrier(threads)

    def work(seed: int) -> None:
        mine = asking.copy()
        Random(seed).shuffle(mine)
        start.wait()
        for name, job in mine:
            try:
                found[name].add(outcome(job))
            except Exception as fault:
                found[name].add(f"fault: {fault!r}")

    running = [Thread(target=work, args=(seed,)) for seed in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return found


def alone(asking: list[tuple[str, Job]]) -> dict[str, set[str]]:
    """Every job once, one after the other."""
    return {name: {outcome(job)} for name, job in asking}


def strangers(found: dict[str, set[str]]) -> list[str]:
    """The jobs in whose answer something of another person stands: every resource has the number of its person in its id."""
    return [
        name
        for name, said in found.items()
        if any(number != name[:8] for one in said for number in NUMBER.findall(one))
    ]


def marks(found: dict[str, set[str]]) -> dict[str, list[str]]:
    """The answers by their hashes: what was said to each."""
    return {name: sorted(sha256(one.encode()).hexdigest() for one in said) for name, said in found.items()}


def part(how: str, threads: int, people: int, everything: bool) -> dict[str, list[str]]:
    """One way of asking, in a program that has just started."""
    asking = list(jobs(people, everything))
    if how == "together":
        sys.setswitchinterval(1e-6)
        found = together(asking, threads)
        assert strangers(found) == []
        return marks(found)
    return marks(alone(asking if how == "forwards" else asking[::-1]))


def main(threads: int, people: int, everything: bool = False) -> list[str]:
    """The names of the jobs whose answer was another than alone."""

    def run(how: str) -> dict[str, list[str]]:
        command = [sys.executable, __file__, how, str(threads), str(people), "all" if everything else ""]
        return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)

    together, forwards, backwards = map(run, ("together", "forwards", "backwards"))
    assert len({mark for (mark,) in forwards.values()}) > people, "the answers are too much alike to tell a mixture"
    return [name for name in forwards if not together[name] == forwards[name] == backwards[name]]


if __name__ == "__main__":
    if sys.argv[1].isdigit():
        wrong = main(int(sys.argv[1]), int(sys.argv[2]), "all" in sys.argv)
        print("\n".join(wrong) or "no answer was another than alone")
        sys.exit(bool(wrong))
    print(json.dumps(part(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), "all" in sys.argv)))
