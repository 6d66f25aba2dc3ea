"""mutmut over the language, its readings and the units: each module with the tests that are its own. Long.

`python tools/mutmut_campaign.py [GROUP ...]` runs the groups named (all of them if none) in a copy of the repository
under `out/`, and writes what became of every mutant to `tests/mutants/mutmut.json`. A mutant nobody killed is looked at
once more in a process of its own, for code that runs while modules are imported or whose answer was remembered; so is one
that ran out of time, there counted as time of the processor: a busy machine is no reason.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
from functools import partial
from math import ceil
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOUND = ROOT / "tests" / "mutants" / "mutmut.json"
LAWS = "tests/laws/test_laws"
SPEC = "tests/spec/test_meaning.py"
EXACT = [
    f"{LAWS}_edges.py",
    f"{LAWS}_diagram.py::test_exact_answers_are_those_of_all_possible_completions",
    f"{LAWS}_diagram.py::test_presumptions_are_settled_from_what_is_known",
]
CQL = "tests/readings/test_cql_text.py"
DEEP = "tests/spec/test_lanes.py::test_a_rule_however_deep_is_written_so_that_python_can_read_it"
"""mutmut calls each function through one of its own, so the stack of Python ends earlier there."""
PROOF = "tests/proofs/test_proof_reading.py"
GROUPS = {
    "language": (
        [f"language/{name}" for name in ("truth", "nodes", "ladder", "rewrite", "explain")],
        ["tests/spec", "tests/laws"],
    ),
    "values": (["language/patient", "language/cells"], [SPEC, f"{LAWS}_edges.py", f"{LAWS}_cells.py"]),
    "compile": (
        ["language/compile"],
        ["tests/spec/test_compile.py", SPEC, f"{LAWS}_edges.py", f"{LAWS}_kleene.py", f"{LAWS}_changes.py"],
    ),
    "lanes": (["language/lanes"], ["tests/spec/test_lanes.py", SPEC, f"{LAWS}_lanes.py", f"--deselect={DEEP}"]),
    "diagram": (["language/diagram"], [SPEC, f"{LAWS}_edges.py", f"{LAWS}_diagram.py"]),
    "changes": (["language/analyse"], [f"{LAWS}_edges.py", f"{LAWS}_changes.py"]),
    "formulas": (["language/formulas"], ["tests/spec/test_formulas.py", "tests/spec/test_reach.py", SPEC, *EXACT]),
    "reach": (["language/reach"], ["tests/spec/test_reach.py", SPEC, *EXACT]),
    "exact": (["language/exact"], ["tests/spec/test_exact.py", SPEC, *EXACT]),
    "shared": (["language/shared"], ["tests/spec/test_shared.py"]),
    "numbers": (["language/numbers", "language/outcomes"], ["tests/spec", f"{LAWS}_numbers.py", f"{LAWS}_diagram.py"]),
    "restrict": (["language/restrict"], ["tests/spec/test_restrict.py", f"{LAWS}_edges.py", f"{LAWS}_diagram.py"]),
    "units": (["records/units"], ["tests/records/test_units_sentences.py", "tests/records/test_units.py"]),
    "stems": (["records/stems"], ["tests/records/test_stems.py"]),
    "text": (["readings/text"], ["tests/readings/test_text.py"]),
    "cql": (
        ["readings/cql", "readings/cql_facts", "readings/plan_definition"],
        [CQL, "tests/cql/test_plan_definition.py"],
    ),
    "retrieves": (["readings/cql_retrieves"], [CQL, "tests/cql/test_plan_definition.py"]),
    "worlds": (["readings/worlds"], ["tests/readings/test_worlds.py"]),
    "proof": (["readings/proof"], ["tests/readings/test_terms.py", PROOF]),
    "planes": (
        ["readings/planes", "readings/wanted", "readings/circuit"],
        [f"tests/readings/test_{name}.py" for name in ("planes", "wanted", "circuit")],
    ),
    "bits": (["readings/bits"], ["tests/readings/test_bit_rules.py", f"{LAWS}_bits.py"]),
    "sql": (["readings/sql"], ["tests/readings/test_sql_text.py"]),
    "possible": (
        ["readings/possible", "readings/sql_exact"],
        ["tests/readings/test_sql_exact_text.py", "tests/readings/test_possible.py"],
    ),
    "plan": (
        ["assessment/plan", "assessment/follow_up"],
        [
            f"tests/assess/test_{name}.py"
            for name in (
                "plan_notes",
                "plan_told",
                "plan_by_the_book",
                "before_the_first_dose",
                "what_is_told",
                "course_told",
                "diet_and_child",
            )
        ],
    ),
    "select": (
        ["records/select", "records/select_person", "records/select_results"],
        [
            f"tests/records/test_{name}.py"
            for name in (
                "select",
                "select_told",
                "select_derived",
                "select_person",
                "select_words",
                "traps",
                "terminology_traps",
                "by_the_book_records",
            )
        ],
    ),
    "response": (
        ["recall/response", "recall/signs"],
        [f"tests/recall/test_{name}.py" for name in ("recall_told", "recall_response", "response_by_the_book")],
    ),
    "schedule": (
        ["recall/schedule", "recall/uncertain"],
        [
            f"tests/recall/test_{name}.py"
            for name in ("recall_told", "possible_days", "planned_injections", "recall_timelines", "recall_by_the_book")
        ],
    ),
    "walk": (
        [f"recall/{name}" for name in ("due", "walk", "plans")],
        [
            f"tests/recall/test_{name}.py"
            for name in ("recall_told", "recall_timelines", "recall_rules", "recall_by_the_book")
        ],
    ),
    "days": (
        ["recall/sources/days"],
        [
            "tests/recall/test_recall_csv.py",
            "tests/recall/test_recall_registers.py",
            "tests/records/test_partial_dates.py",
        ],
    ),
}
"""The modules that are tried together, and the tests that are to notice a change of them: the quickest first."""
QUICK = """import sys

from hypothesis import Phase, settings

settings.register_profile("mutants", deadline=None, phases=(Phase.explicit, Phase.generate))
settings.load_profile("mutants")


def pytest_runtest_setup():
    for module in {modules}:
        for each in vars(sys.modules[module]).values() if module in sys.modules else ():
            getattr(each, "cache_clear", int)()
"""
"""A mutant is dead at the first counterexample: making it small is for people. What a module remembered is forgotten before
each test, or a mutant would answer with what was found before it, and mutmut would not see which tests reach it."""
COPIED = ("src", "tests", "docs", "examples", "README.md", "Makefile", "DEVELOPERS.md", "GLOSSARY.md")
LEFT_OUT = shutil.ignore_patterns("node_modules", "__pycache__")
OPEN = {0: "survived", 33: "no test"}
TIME_OUTS = {-24, -9, 24, 36, 152, 255}
PATIENCE = 5
"""How many times as long as the tests take as they are, of the processor's time, a mutant is waited for when alone."""

MEMORY = 4 << 30


def main() -> None:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", default=list(GROUPS))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--again", metavar="TESTS", help="only what is left in `out/`, with these tests as they are now"
    )
    asked = parser.parse_args()
    for group in asked.groups:
        if asked.again:
            again(group, asked.again)
        else:
            campaign(group, asked.workers)


def campaign(group: str, workers: int) -> None:
    """Every mutant of a group of modules: how many there were, and the ones that nothing noticed."""
    tests = GROUPS[group][1]
    folder = copied(group)
    bare = {name: text for name, text in os.environ.items() if name != "COBALAMIN_EXAMPLES"}
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(workers)]
    with (folder / "log.txt").open("w") as log:
        subprocess.run(command, cwd=folder, env=bare, stdout=log, stderr=log)
    if "mutations/second" not in (folder / "log.txt").read_text(encoding="utf-8"):
        raise SystemExit(f"{group}: mutmut did not finish; read {folder / 'log.txt'}")
    again(group, " ".join(tests))


def again(group: str, tests: str) -> None:
    """What the campaign left alive, once more in a process of its own, with the tests as they are in the repository now."""
    folder = ROOT / "out" / "mutmut" / group
    shutil.copytree(ROOT / "tests", folder / "mutants" / "tests", ignore=LEFT_OUT, dirs_exist_ok=True)
    (folder / "mutants" / "tests" / "conftest.py").write_text(quick(group), encoding="utf-8")
    limit = patience(folder, tests)
    for module in GROUPS[group][0]:
        meta = folder / "mutants" / "src" / "cobalamin" / f"{module}.py.meta"
        if not meta.is_file():
            continue
        codes: dict[str, int | None] = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        alone = {name: ends(folder, name, tests, limit) for name, code in codes.items() if code in (*OPEN, *TIME_OUTS)}
        left = [mutant(folder, name, OPEN.get(codes[name] or 0, OPEN[0])) for name in alone if alone[name] == "passed"]
        keep(module, codes, left, sum(end == "out of time" for end in alone.values()))


def copied(group: str) -> Path:
    """A copy of the repository in which mutmut changes these modules."""
    modules, tests = GROUPS[group]
    folder = ROOT / "out" / "mutmut" / group
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT_OUT)
        else:
            shutil.copy(source, folder / name)
    (folder / "tests" / "conftest.py").write_text(quick(group), encoding="utf-8")
    settings = {
        "source_paths": ["src"],
        "only_mutate": [f"src/cobalamin/{module}.py" for module in modules],
        "also_copy": list(COPIED[1:]),
        "pytest_add_cli_args_test_selection": tests,
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-p", "no:xdist"],
        "timeout_multiplier": 3.0,
        "timeout_constant": 10.0,
        # mypy proves these unreachable; a mutant there cannot be noticed.
        "do_not_mutate_patterns": ["assert_never\\("],
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    text = "\n".join((project, "[tool.mutmut]", "use_git_change_detection = false", *lines, ""))
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return folder


def quick(group: str) -> str:
    """The settings of the tests of a group."""
    return QUICK.format(modules=tuple(f"cobalamin.{module.replace('/', '.')}" for module in GROUPS[group][0]))


def patience(folder: Path, tests: str) -> int:
    """How many seconds of the processor a mutant is waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    if ends(folder, "", tests, resource.RLIM_INFINITY) != "passed":
        raise SystemExit(f"the tests fail without any mutant: run {tests} in {folder / 'mutants'}")
    return PATIENCE * ceil(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)


def ends(folder: Path, name: str, tests: str, seconds: int) -> str:
    """How the tests end in a new process that knows the mutant from its first import on: passed, failed or out of time."""
    here = folder / "mutants"
    told = {**os.environ, "MUTANT_UNDER_TEST": name, "PYTHONPATH": str(here / "src")}
    told.pop("COBALAMIN_EXAMPLES", None)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests.split()]
    limited = partial(_limit, seconds)
    found = subprocess.run(command, cwd=here, env=told, capture_output=True, preexec_fn=limited).returncode
    return "passed" if found == 0 else "out of time" if found < 0 else "failed"


def _limit(seconds: int) -> None:
    """A mutant that never ends often fills the memory with it."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def mutant(folder: Path, name: str, fate: str) -> dict[str, str]:
    """What was changed, and where."""
    shown = subprocess.run([sys.executable, "-m", "mutmut", "show", name], cwd=folder, capture_output=True, text=True)
    lines = [line for line in shown.stdout.splitlines() if line[:1] in "+-" and not line.startswith(("+++", "---"))]
    function = name.rpartition(".")[2].partition("__mutmut_")[0].removeprefix("x_").replace("xǁ", "").replace("ǁ", ".")
    return {"function": function, "change": "\n".join(lines), "fate": fate}


def keep(module: str, codes: dict[str, int | None], survivors: list[dict[str, str]], late: int) -> None:
    """One more module in the committed record; what was not run is counted apart."""
    run = sum(code is not None for code in codes.values())
    killed = run - len(survivors)
    print(f"{module}: {killed} of {run} mutants killed ({late} by time), {len(codes) - run} not run", flush=True)
    held = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.is_file() else {}
    known = {(old["function"], old["change"]): old["why"] for old in held.get(module, {}).get("survivors", ())}
    for one in survivors:  # a reason once given stays with the change it is given for
        one["why"] = known.get((one["function"], one["change"]), "")
    held[module] = {
        "mutants": len(codes), "run": run, "killed": killed, "by_time": late, "survivors": survivors,
    }  # fmt: skip
    order = [module for modules, _ in GROUPS.values() for module in modules]
    FOUND.parent.mkdir(exist_ok=True)
    ordered = {name: held[name] for name in order if name in held}
    FOUND.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
