"""What every node means, as data: each paragraph is a sentence, a rule as its author writes it, and a table.

Run on every engine by `test_meaning.py`, printed into `docs/language.md` by `manual.py`. One row is one patient: T is yes,
F is no, ? is unknown; `=` is the answer, `exactly` the answer of the exact reading where it knows more.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cobalamin.language import nodes
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import Condition, Finding, Measure, Named, Threshold, q
from cobalamin.language.patient import Interval, exactly
from cobalamin.language.truth import Truth


@dataclass(frozen=True)
class Paragraph:
    """One thing the language means. `given` is what cannot be otherwise, `why` what the reader should take away."""

    title: str
    rule: str
    table: str
    why: str = ""
    given: str = ""

    @property
    def columns(self) -> list[str]:
        """The heads of the table."""
        return cells_of(self.table.strip().splitlines()[0])

    @property
    def rows(self) -> list[list[str]]:
        """The rows below."""
        return [cells_of(line) for line in self.table.strip().splitlines()[1:]]


@dataclass(frozen=True)
class Refusal:
    """A rule that cannot mean anything, and what its author reads."""

    title: str
    rule: str
    message: str


@dataclass(frozen=True)
class Chapter:
    """Paragraphs of one subject."""

    title: str
    opening: str
    paragraphs: tuple[Paragraph, ...]


def cells_of(line: str) -> list[str]:
    """The cells of a line of a table."""
    return [cell.strip() for cell in line.split("|")]


# --- the facts of the examples ---------------------------------------------------------------------------------------

FACTS = {
    "tingling": 'Finding("tingling", "tingling")',
    "weakness": 'Finding("weakness", "weakness")',
    "vegan": 'Finding("vegan", "vegan diet")',
    "female": 'Finding("female", "female")',
    "pregnant": 'Finding("pregnant", "pregnant")',
    "b12": 'Measure("b12", "total B12", "pmol/L", (("ng/L", Fraction(100_000, 135_537)),))',
    "mma": 'Measure("mma", "methylmalonic acid", "nmol/L", (("umol/L", Fraction(1000)),))',
    "low": 'Threshold("b12.low", (q(180, "ng/L"), q(133, "pmol/L")))',
}
"""The facts and the figure the examples speak of, as their author writes them."""

NAMES: dict[str, Any] = {
    **{name: getattr(nodes, name) for name in ("all_of", "any_of", "at_least", "Not", "Presume", "AtLeast", "Compare")},
    "Finding": Finding,
    "Measure": Measure,
    "Threshold": Threshold,
    "Named": Named,
    "Fraction": Fraction,
    "q": q,
    "Ladder": Ladder,
    "Rung": Rung,
    "Interval": Interval,
    "exactly": exactly,
    "NO": Truth.NO,
    "UNKNOWN": Truth.UNKNOWN,
    "YES": Truth.YES,
}
for _name, _text in FACTS.items():
    NAMES[_name] = eval(_text, NAMES)


def read(rule: str) -> Any:
    """The rule a text writes."""
    return eval(rule, NAMES)


def rule_of(paragraph: Paragraph) -> Condition | Ladder:
    """A paragraph's rule."""
    found: Condition | Ladder = read(paragraph.rule)
    return found


# --- chapters --------------------------------------------------------------------------------------------------------

CHAPTERS = (
    Chapter("Findings and three values", "A finding is yes, no or unknown. Nothing has a default.", (
        Paragraph("What nobody recorded is unknown, never no", "tingling", """
            tingling | =
            T        | T
            F        | F
            ?        | ?
        """),
        Paragraph("Not turns yes into no and leaves unknown unknown", "Not(tingling)", """
            tingling | =
            T        | F
            F        | T
            ?        | ?
        """),
        Paragraph("All of is no as soon as one part is no, whatever the others are", "all_of(tingling, vegan)", """
            tingling | vegan | =
            T        | T     | T
            T        | ?     | ?
            T        | F     | F
            ?        | ?     | ?
            ?        | F     | F
            F        | F     | F
        """),
        Paragraph("Any of is yes as soon as one part is yes, whatever the others are", "any_of(tingling, vegan)", """
            tingling | vegan | =
            T        | T     | T
            T        | ?     | T
            T        | F     | T
            ?        | ?     | ?
            ?        | F     | ?
            F        | F     | F
        """),
        Paragraph("At least two of three is settled by two that agree", "at_least(2, tingling, weakness, vegan)", """
            tingling | weakness | vegan | =
            T        | T        | ?     | T
            T        | F        | ?     | ?
            T        | ?        | ?     | ?
            F        | ?        | ?     | ?
            F        | F        | ?     | F
            T        | F        | F     | F
            T        | F        | T     | T
        """),
        Paragraph("A part that appears twice counts twice", "at_least(2, tingling, tingling, vegan)", """
            tingling | vegan | =
            T        | F     | T
            T        | ?     | T
            F        | T     | F
            ?        | T     | ?
            ?        | F     | ?
        """),
    )),
    Chapter("Measures and figures", (
        "A figure is written once, as its source prints it, with its unit. A result is compared in the unit it was "
        "reported in, with the bound printed in that unit; only where the source prints none is the bound converted, exactly."
    ), (
        Paragraph("Below means strictly below", "b12 < low", """
            b12        | =
            179.9 ng/L | T
            180 ng/L   | F
            180.1 ng/L | F
            ?          | ?
        """),
        Paragraph("At most includes the figure itself", "b12 <= low", """
            b12        | =
            179.9 ng/L | T
            180 ng/L   | T
            180.1 ng/L | F
        """),
        Paragraph("Above means strictly above", "b12 > low", """
            b12        | =
            179.9 ng/L | F
            180 ng/L   | F
            180.1 ng/L | T
        """),
        Paragraph("At least includes the figure itself", "b12 >= low", """
            b12        | =
            179.9 ng/L | F
            180 ng/L   | T
            180.1 ng/L | T
        """),
        Paragraph("Each unit has its own printed figure", "b12 < low", """
            b12          | =
            132.9 pmol/L | T
            133 pmol/L   | F
            180 ng/L     | F
        """, "180 ng/L converts to 132.8 pmol/L; the guideline prints 133, so 132.9 pmol/L is below it."),
        Paragraph("Where the source prints no figure in a unit, its first one is converted exactly", "mma > q(271, \"nmol/L\")", """
            mma           | =
            0.271 umol/L  | F
            0.2711 umol/L | T
        """),
        Paragraph("A result with a comparator answers only where all its possible values agree", "b12 < low", """
            b12         | =
            < 150 ng/L  | T
            < 180 ng/L  | T
            <= 180 ng/L | ?
            < 200 ng/L  | ?
            > 150 ng/L  | ?
            >= 180 ng/L | F
            > 2000 ng/L | F
        """),
        Paragraph("Whether the comparator includes the figure itself matters where the rule includes it", "b12 <= low", """
            b12         | =
            < 180 ng/L  | T
            <= 180 ng/L | T
            < 200 ng/L  | ?
            >= 180 ng/L | ?
            > 180 ng/L  | F
        """),
        Paragraph("A range is yes or no only if all of it is", "b12 < low", """
            b12             | =
            150 to 170 ng/L | T
            150 to 180 ng/L | ?
            180 to 200 ng/L | F
        """, "A word (low, normal, borderline) becomes such a range, at the figures in force."),
    )),
    Chapter("Presumptions", (
        "Presume is the one step that takes something unknown for known. It gives its reason, and the answer shows it."
    ), (
        Paragraph("What is presumed no is no until it is known", 'Presume(pregnant, NO, "pregnancy not recorded")', """
            pregnant | =
            T        | T
            F        | F
            ?        | F
        """),
        Paragraph("What is presumed yes is yes until it is known", 'Presume(b12 < low, YES, "not measured: test now")', """
            b12        | =
            150 ng/L   | T
            200 ng/L   | F
            < 200 ng/L | T
            ?          | T
        """),
        Paragraph("A presumption covers only its own part; the rest of the rule stays open",
                  'all_of(tingling, Not(Presume(pregnant, NO, "pregnancy not recorded")))', """
            tingling | pregnant | =
            T        | ?        | T
            ?        | ?        | ?
            T        | T        | F
        """),
        Paragraph("Learning more may reverse an answer only if it rested on a presumption",
                  'any_of(vegan, Presume(tingling, NO, "tingling not recorded"))', """
            vegan | tingling | =
            F     | ?        | F
            F     | T        | T
            ?     | ?        | ?
        """),
    )),
    Chapter("Names", "A term that clinicians use is a node of its own: it changes no answer, and every reading shows it.", (
        Paragraph("A name means what it names", 'Named("at_risk", "at risk", any_of(vegan, pregnant), cites=("S1",))', """
            vegan | pregnant | =
            T     | ?        | T
            F     | F        | F
            F     | ?        | ?
        """),
    )),
    Chapter("Ladders", (
        "A ladder is a list of ordered outcomes: the first rung that holds decides. Its answer is what is still possible; "
        "one outcome alone is certain."
    ), (
        Paragraph("The first rung that holds decides, and an unknown rung stays possible above it", (
            'Ladder("urgency", "how soon", (Rung("same day", Named("red", "red flag", weakness)), '
            'Rung("prompt", Named("nerves", "nerves", tingling))), "routine")'
        ), """
            weakness | tingling | =
            T        | ?        | same day
            F        | T        | prompt
            F        | F        | routine
            ?        | T        | same day, prompt
            ?        | F        | same day, routine
            F        | ?        | prompt, routine
            ?        | ?        | same day, prompt, routine
        """, "With weakness unknown and tingling present the answer reads: prompt at least, possibly the same day."),
    )),
    Chapter("Exact unknowns", (
        "Part by part (Kleene's rules, column `=`) is fast and explains itself, but can leave open what every completion of the "
        "missing facts answers alike. The exact reading sees that (column `exactly`). It never contradicts a decided answer "
        "that rests on no presumption."
    ), (
        Paragraph("A thing or its opposite holds even while it is unknown", "any_of(tingling, Not(tingling))", """
            tingling | = | exactly
            T        | T | T
            ?        | ? | T
        """),
        Paragraph("A value is below a figure or not below it, even unmeasured", "any_of(b12 < low, b12 >= low)", """
            b12        | = | exactly
            150 ng/L   | T | T
            < 200 ng/L | ? | T
            ?          | ? | T
        """),
        Paragraph("What is impossible leaves fewer completions", "all_of(pregnant, tingling)", """
            female | pregnant | tingling | = | exactly
            F      | ?        | T        | ? | F
            T      | ?        | T        | ? | ?
            ?      | T        | T        | T | T
        """, given="any_of(female, Not(pregnant))", why="Only women are pregnant."),
        Paragraph("Facts that contradict each other leave no completion, and nothing is claimed", "pregnant", """
            female | pregnant | = | exactly
            F      | T        | T | nothing
        """, given="any_of(female, Not(pregnant))"),
        Paragraph("A presumption is settled by what every completion says, before the rest is read",
                  'Presume(any_of(tingling, Not(tingling)), NO, "not asked")', """
            tingling | = | exactly
            T        | T | T
            ?        | F | T
        """, "Here, and only under a presumption, the two can differ outright: no rule of the guideline is written like this."),
    )),
)  # fmt: skip

REFUSALS = (
    Refusal("Python's own and, or, not and chained comparison would drop half of a rule", "tingling and vegan",
            "a condition is not True or False: use all_of, any_of, Not, never `and`, `or`, `a < b < c`"),
    Refusal("A truth value is not simply yes or no", "1 if UNKNOWN else 2",
            "a truth value has three values: write `truth is Truth.YES`, not `if truth`"),
    Refusal("A number has a unit", "b12 < 180", "write the unit of 180: q(180, 'ng/L')"),
    Refusal("A number is written as it is printed, not as a binary fraction", 'q(4.5, "mmol/L")',
            "write 4.5 as a text, q('4.5', 'mmol/L'), so that it is exactly what the source prints"),
    Refusal("A unit belongs to its measure", 'b12 < q(180, "mg/dL")', "total B12 is in pmol/L, ng/L, not 'mg/dL'"),
    Refusal("A threshold has a figure", 'Threshold("b12.low", ())',
            "threshold 'b12.low' needs at least one quantity with its unit, got ()"),
    Refusal("A threshold's figure has its unit", 'Threshold("b12.low", (180,))',
            "threshold 'b12.low' needs at least one quantity with its unit, got (180,)"),
    Refusal("Three of two cannot be asked", "at_least(3, tingling, vegan)", "at least 3 of 2 parts cannot be asked"),
    Refusal("None of them cannot be asked", "at_least(0, tingling, vegan)", "at least 0 of 2 parts cannot be asked"),
    Refusal("All of nothing cannot be asked", "all_of()", "at least 0 of 0 parts cannot be asked"),
    Refusal("Unknown cannot be presumed", 'Presume(vegan, UNKNOWN, "not asked")',
            "a presumption takes yes or no and gives its reason"),
    Refusal("A presumption gives its reason", 'Presume(vegan, NO, "")', "a presumption takes yes or no and gives its reason"),
    Refusal("A ladder names an outcome once",
            'Ladder("urgency", "how soon", (Rung("prompt", Named("nerves", "nerves", tingling)),), "prompt")',
            "the ladder urgency names an outcome twice: prompt, prompt"),
    Refusal("An interval holds something", 'Interval(Fraction(200), Fraction(150), "ng/L")',
            "an interval from 200 to 150 holds nothing"),
    Refusal("An interval without its ends holds something", 'Interval(Fraction(150), Fraction(150), "ng/L", low_open=True)',
            "an interval from 150 to 150 without its ends holds nothing"),
)  # fmt: skip
