"""What was thought of the gaps and contradictions the atlas finds, by id; what has no entry is shown as not reviewed.

Reviewed by an engineer with summaries of the sources at hand, not by a clinician.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal, NamedTuple

Judgement = Literal["genuine", "settled by sense", "ours"]


class Review(NamedTuple):
    """Genuine: the source leaves a clinician without an answer. Settled by sense: nobody would hesitate. Ours: our reading."""

    judgement: Judgement
    why: str


_UNITS: tuple[Judgement, str] = (
    "genuine",
    "The source prints both figures; the same blood is on one side here and on the other "
    "there. R11 reads each in its own unit.",
)
_TESTS: tuple[Judgement, str] = (
    "genuine",
    "The source offers either test first and does not say what holds where they disagree; R15 "
    "reads the one above the band as the weaker.",
)

_REVIEWS: dict[str, tuple[Judgement, str]] = {
    "article/untreated/megaloblastic": (
        "genuine",
        "The article treats neurology before confirmation but not the blood: megaloblastic "
        "anaemia with normal levels and metabolites is left to another cause, folate among them.",
    ),
    "article/untreated/irreversible": (
        "genuine",
        "A positive antibody and a level in the band: the article asks for confirmed deficiency, "
        "so a well patient with pernicious anaemia in the making gets nothing until the level "
        "drops.",
    ),
    "article/two tests/total low": _TESTS,
    "article/two tests/active low": _TESTS,
    "nice/two tests/total low": _TESTS,
    "nice/two tests/active low": _TESTS,
    "bsh/two tests/total low": _TESTS,
    "bsh/two tests/active low": _TESTS,
    "nice/two units/b12.total.deficient": _UNITS,
    "nice/two units/b12.total.band_top": _UNITS,
    "bsh/two units/b12.total.deficient": _UNITS,
    "us-practice/two units/b12.total.deficient": _UNITS,
    "nice/silent/mma.raised": (
        "genuine",
        "NICE asks for methylmalonic acid in the band and, as far as seen, prints no figure: the "
        "answer hangs on the laboratory.",
    ),
    "nice/silent/homocysteine.raised": (
        "genuine",
        "The same for homocysteine, the test named for nitrous oxide.",
    ),
    "nice/untreated/megaloblastic": (
        "genuine",
        "Not waiting is said of suspected megaloblastic anaemia in two programs only; a normal "
        "level and metabolites leave it untreated in the recommendations seen.",
    ),
    "nice/two rules/nice:irreversible+nice:dietary": (
        "settled by sense",
        "A vegan with pernicious anaemia: the irreversible cause stays whatever the diet.",
    ),
    "nice/two rules/nice:irreversible+nice:medicine": (
        "settled by sense",
        "The medicine can be stopped, the gastrectomy cannot.",
    ),
    "nice/two rules/nice:medicine+nice:dietary": (
        "genuine",
        "A vegan on metformin: either route by judgement, or tablets to be considered; two causes are not spoken of.",
    ),
    "nice/two rules/nice:other_malabsorption+nice:dietary": (
        "genuine",
        "Alcohol and pancreatic insufficiency can come together: consider injections for the one, "
        "tablets for the other.",
    ),
    "nice/two rules/nice:deteriorating+nice:dietary": (
        "genuine",
        "A vegan with anaemia: the exception that asks for injections and the rule that asks for "
        "tablets both apply; only consider separates them.",
    ),
    "nice/two rules/nice:do_not_wait+nice:dietary": (
        "genuine",
        "A vegan with nerve signs: not to be held back, the route following a cause that is read as oral.",
    ),
    "nice/two rules/nice:tablets_not_usable+nice:dietary": (
        "settled by sense",
        "A tablet that cannot be swallowed is no option; the draft says adherence.",
    ),
    "nice/two rules/nice:nitrous_oxide+nice:dietary": (
        "genuine",
        "Nitrous oxide and a poor diet: two causes, two routes, and no word on both.",
    ),
    "bsh/silent/b12.total.band_top": (
        "genuine",
        "The guideline goes by suspicion above its cut-off: no level makes deficiency unlikely, so NICE's is borrowed.",
    ),
    "bsh/silent/bsh:medicine": (
        "genuine",
        "Metformin and the like: no route was seen.",
    ),
    "bsh/silent/severity": (
        "genuine",
        "Haemoglobin 40 with a medicine as the cause: nothing seen says that this should be injected.",
    ),
    "bsh/untreated/irreversible": (
        "genuine",
        "The antibody in the band: BSH treats a positive antibody for life, but is read to need a "
        "low level or a raised metabolite with symptoms first.",
    ),
    "bsh/two rules/bsh:neurological+bsh:dietary": (
        "genuine",
        "The neurological schedule every 2 months for a vegan, or twice a year: the BNF prints "
        "both and joins them nowhere (our follow-up takes the neurological one).",
    ),
    "bsh/two rules/bsh:malabsorption+bsh:dietary": (
        "settled by sense",
        "The malabsorption stays.",
    ),
    "us-label/silent/do_not_wait": (
        "genuine",
        "A label warns of cord damage after three months and says nothing of starting before the level is back.",
    ),
    "us-label/silent/nitrous_oxide": (
        "genuine",
        "Not among the uses seen; a level above the band ends the matter.",
    ),
    "us-label/silent/pregnancy": (
        "genuine",
        "Nothing seen chooses a route in pregnancy, so a pregnant woman without malabsorption gets tablets.",
    ),
    "us-label/untreated/irreversible": (
        "genuine",
        "An antibody with a borderline level: for life once deficient, nothing before.",
    ),
    "us-label/silent/b12.total.deficient": (
        "settled by sense",
        "A label is no diagnostic document.",
    ),
    "us-practice/silent/pregnancy": (
        "genuine",
        "Nothing seen: a pregnant woman with a low level and no symptoms gets tablets.",
    ),
    "us-practice/silent/b12.active.deficient": (
        "genuine",
        "The test is on sale and no band is given.",
    ),
    "us-practice/two rules/us:severe+us:malabsorption": (
        "genuine",
        "Tablets are as effective, and injections are for the severe: after weight-loss surgery "
        "with severe anaemia both sentences apply.",
    ),
    "us-practice/two rules/us:neurological+us:malabsorption": (
        "genuine",
        "The same with nerve signs: tablets as effective, injections if neurological.",
    ),
    "us-practice/untreated/irreversible": (
        "genuine",
        "An antibody with a borderline level and no symptoms.",
    ),
    "nhg/silent/do_not_wait": (
        "genuine",
        "Nerve signs with a low-normal level: nothing seen says to start.",
    ),
    "nhg/untreated/neurology": (
        "ours",
        "The same patient as nhg/silent/do_not_wait, seen from the rules.",
    ),
    "nhg/silent/nitrous_oxide": (
        "genuine",
        "Nothing seen: a level above the band ends the matter, though nitrous oxide leaves the level normal.",
    ),
    "nhg/silent/pregnancy": (
        "genuine",
        "Nothing seen on pregnancy.",
    ),
    "nhg/silent/mma.raised": (
        "genuine",
        "Low-normal asks for more, and no figure for the metabolite was seen.",
    ),
    "nhg/untreated/irreversible": (
        "genuine",
        "An antibody with a low-normal level and no symptoms.",
    ),
}

REVIEWS = MappingProxyType({id: Review(*review) for id, review in _REVIEWS.items()})
"""Every review by the id of its finding."""
