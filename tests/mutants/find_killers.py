"""Finds the committed patients again: few who notice every small change of a rule, and a pair for every leaf.

`PYTHONPATH=tests/mutants python tests/mutants/find_killers.py`, after a rule changed. Writes `killers.json` and `pairs.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from mutant_patients import SELECTED, Case, case, replayed, selected, write
from rule_mutants import Mutant, mutants, outputs

from cobalamin.knowledge.claims import Path, inputs, label, replaced
from cobalamin.knowledge.facts import haemoglobin
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.cells import scales
from cobalamin.language.compile import Program
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Compare, Condition, Finding, Named, Not, facts_of, walk
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth
from cobalamin.readings import proof
from cobalamin.readings.proof import AnyPatient, Formula, Known, Rails, both, either, opposite


class Finder:
    """Z3 over every patient, and a change of the rules."""

    def __init__(self, units: Mapping[str, str] = MappingProxyType({})) -> None:
        self.patient = p = AnyPatient(facts_of(*ARTICLE.roots, possible), "p", units)
        self.anybody = proof.Solver(selected(p))
        self.solver = proof.Solver(recorded(p))

    def case(self, mutant: Mutant) -> Case | None:
        """A patient whose answer the mutant changes, of whom as much is known as can be; None if there is none."""
        p = self.patient
        seen = either(*(proof.differ(p.truth(a), p.truth(b)) for a, b in outputs(ARTICLE, mutant)))
        if self.anybody.find([seen]) is None:
            return None
        uncounted = [opposite(either(p.measure[haemoglobin].has_low, p.measure[haemoglobin].has_high))]
        for more in (p.everything_known(), [*(p.settled(f) for f in p.facts if f != haemoglobin), *uncounted], []):
            model = self.solver.find([seen, *more])
            found = None if model is None else case(mutant.id, p.read(model))
            if found is not None and kills(mutant, [replayed(found)]):
                return found
        raise LookupError(f"{mutant.id}: Z3 finds a patient, but no case file replays as one")

    def pair(self, rule: Named, path: Path, part: Condition) -> tuple[Case, Case] | None:
        """Two patients who differ in one fact and in this part, and whom the rule answers differently.

        If it can be, everything is known of both and no other leaf of the rule is turned by that fact. Where two figures
        for one measure are turned together, the part has to decide for the first patient alone.
        """
        p = self.patient
        decides = proof.differ(p.truth(rule), p.truth(replaced(rule.part, path, Not(part))))
        for fact in (fact for fact in p.facts if fact in facts_of(part)):
            q = p.sharing(fact)
            known = [*p.everything_known(), q.settled(fact), turns(p, q, part), turns(p, q, rule)]
            differs = [proof.differ(p.truth(node), q.truth(node)) for node in (part, rule)]
            for wanted in ([*known, *still(p, q, rule, part)], [*known, decides], [*differs, decides]):
                model = self.solver.find([*recorded(q), *wanted])
                if model is not None:
                    before, after = smaller(rule, part, p.read(model), q.read(model))
                    return case("before", before), case("after", after)
        return None


def recorded(patient: AnyPatient) -> list[Formula]:
    """A patient of a record whose results a laboratory would send: all lie around the figures they are compared with."""
    scale_of, found = scales(*ARTICLE.roots), selected(patient)
    for measure, ends in patient.measure.items():
        figures = [key for key, _ in scale_of[measure].keys(patient.unit(measure))]
        lowest, highest = proof.number(min(figures) * Fraction(3, 5)), proof.number(max(figures) * Fraction(4, 3))
        found += [end >= lowest for end in (ends.low, ends.high)] + [end <= highest for end in (ends.low, ends.high)]
    return found


def turns(p: AnyPatient, q: AnyPatient, node: Condition) -> Formula:
    here, there = p.truth(node), q.truth(node)
    return either(both(here.yes, there.no), both(here.no, there.yes))


def still(p: AnyPatient, q: AnyPatient, rule: Named, part: Condition) -> Iterator[Formula]:
    """Every other leaf the rule is written with says the same of both."""
    for other in dict.fromkeys(other for _, other in inputs(rule)):
        if isinstance(other, Compare | Finding) and other != part:
            yield opposite(proof.differ(Rails(*p.truth(other)), Rails(*q.truth(other))))


FILLED = {*SELECTED, "trimester_2", "haemoglobin"}


def smaller(rule: Named, part: Condition, before: Known, after: Known) -> tuple[Known, Known]:
    """The same pair with nothing known that it does not need, but for what a record has filled in for it."""
    nodes = (rule, *(leaf for _, leaf in inputs(rule)))

    def seen(known: Known) -> list[Truth]:
        return [explain(node, known).truth for node in nodes]

    wanted = seen(before), seen(after)
    for name in [name for name in before if before[name] == after.get(name) and name not in FILLED]:
        fewer = [{fact: known for fact, known in patient.items() if fact != name} for patient in (before, after)]
        if (seen(fewer[0]), seen(fewer[1])) == wanted:
            before, after = fewer
    return before, after


def kills(mutant: Mutant, patients: Sequence[Patient]) -> set[int]:
    """Which of the patients notice."""
    pairs = outputs(ARTICLE, mutant)
    program = Program(*(node for pair in pairs for node in pair))
    places = [(program.index[a], program.index[b]) for a, b in pairs]
    found = set()
    for i, patient in enumerate(patients):
        values = program.values(program.vector(patient))
        if any(values[a] is not values[b] for a, b in places):
            found.add(i)
    return found


def fewest(noticed: dict[str, set[int]]) -> list[int]:
    """Few patients who notice everything between them: the one who notices most of what is left, again and again."""
    left, chosen = dict(noticed), list[int]()
    while left:
        by_patient: dict[int, int] = {}
        for who in left.values():
            for i in who:
                by_patient[i] = by_patient.get(i, 0) + 1
        best = max(sorted(by_patient), key=by_patient.__getitem__)
        chosen.append(best)
        left = {name: who for name, who in left.items() if best not in who}
    return chosen


def found_in_some_unit(finders: Sequence[Finder], mutant: Mutant) -> Case | None:
    """100 ng/L is no decimal number of pmol/L: a case file at that figure has to be in ng/L."""
    for finder in finders[:-1]:
        try:
            return finder.case(mutant)
        except LookupError:
            continue
    return finders[-1].case(mutant)


def killers() -> None:
    finders = Finder(), Finder({"total_b12": "ng/L"})
    cases, patients, equal = list[Case](), list[Patient](), list[str]()
    everyone = mutants(ARTICLE)
    for mutant in everyone:
        if kills(mutant, patients[-40:]):
            continue
        found = found_in_some_unit(finders, mutant)
        if found is None:
            equal.append(mutant.id)
            continue
        cases.append(found)
        patients.append(replayed(found))
    noticed = {m.id: kills(m, patients) for m in everyone if m.id not in equal}
    chosen = fewest(noticed)
    place = {i: n for n, i in enumerate(chosen)}
    killed = {name: next(place[i] for i in chosen if i in who) for name, who in noticed.items()}
    write("killers.json", {"patients": [{**cases[i], "id": f"k{place[i]}"} for i in chosen], "killed_by": killed})
    print(f"{len(everyone)} mutants, {len(chosen)} patients, {len(equal)} that change no answer")
    print("\n".join(equal))


def pairs() -> None:
    finder, found, none = Finder({"total_b12": "ng/L"}), dict[str, list[Case]](), list[str]()
    for rule in (node for node in walk(*ARTICLE.roots) if isinstance(node, Named)):
        for path, part in inputs(rule):
            name = f"{rule.id} at {'.'.join(map(str, path)) or 'top'}: {label(part)}"
            pair = finder.pair(rule, path, part)
            if pair is None:
                none.append(name)
            else:
                found[name] = [short(one) for one in pair]
    write("pairs.json", {"pairs": found})
    print(f"{len(found)} pairs, {len(none)} parts without one")
    print("\n".join(none))


def short(one: Case) -> Case:
    return {name: one[name] for name in ("patient", "facts")}


if __name__ == "__main__":
    killers()
    pairs()
