"""What was thought of the gaps and contradictions the atlas finds, by id; what has no entry is shown as not reviewed.

Reviewed with summaries of the sources at hand, as a haematologist might, but by no clinician.
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

_WELL: tuple[Judgement, str] = (
    "genuine",
    "The source tests a metabolite with symptoms or a risk only; nothing seen says what one that was measured and is "
    "raised in somebody well asks for. G39 reads tablets.",
)

_FIGURES = (
    "b12.total.deficient", "b12.total.band_top", "b12.active.band_top", "b12.active.deficient", "mma.raised",
    "homocysteine.raised", "b12.total.severe",
)  # fmt: skip
_REVIEWS: dict[str, tuple[Judgement, str]] = {
    "article/untreated/megaloblastic": (
        "genuine",
        "The article treats neurology before confirmation but not the blood: megaloblastic "
        "anaemia with a level in the band and normal metabolites is left to another cause, folate among them.",
    ),
    "article/untreated/irreversible": (
        "genuine",
        "A positive antibody and a level in the band: the article asks for confirmed deficiency, "
        "so a well patient with pernicious anaemia in the making gets nothing until the level "
        "drops.",
    ),
    "article/two tests/total low": (
        "ours",
        "The article prints no figure and never names active B12: the two figures are those of NICE, and "
        "so is the clash.",
    ),
    "article/two tests/active low": (
        "ours",
        "The article prints no figure and never names active B12: the two figures are those of NICE, and "
        "so is the clash.",
    ),
    "nice/two tests/total low": _TESTS,
    "nice/two tests/active low": _TESTS,
    "bsh/two tests/total low": (
        "genuine",
        "Total B12 comes first and active B12 is named beside it; nothing seen says what holds where they disagree. "
        "R15 reads the one above the band as the weaker.",
    ),
    "bsh/two tests/active low": (
        "ours",
        "Only the active test's figure is of its time and place; the bound above which total B12 "
        "reassures is borrowed from NICE.",
    ),
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
        "Not waiting is said of suspected megaloblastic anaemia in two programs only; a level in the "
        "band and a normal metabolite leave it untreated in the recommendations seen.",
    ),
    "nice/two rules/nice:irreversible+nice:dietary": (
        "settled by sense",
        "A vegan with pernicious anaemia: the irreversible cause stays whatever the diet.",
    ),
    "nice/two rules/nice:do_not_wait+nice:dietary": (
        "genuine",
        "A vegan with tingling: do not hold back, the route following the cause; the cause is read as "
        "oral, the fast-deteriorating exception says consider injections. The BNF has a neurological "
        "schedule and NICE none.",
    ),
    "nice/two rules/nice:tablets_not_usable+nice:dietary": (
        "settled by sense",
        "A tablet that cannot be swallowed is no option; the draft says adherence.",
    ),
    "bsh/silent/b12.total.band_top": (
        "genuine",
        "The guideline goes by suspicion above its cut-off: no level makes deficiency unlikely, so NICE's is borrowed.",
    ),
    "bsh/silent/bsh:medicine": (
        "ours",
        "The guideline has a paragraph on metformin, which was not open to us: the gap is in what we saw.",
    ),
    "bsh/silent/pregnancy": (
        "ours",
        "The guideline has a paragraph on pregnancy, which was not open to us: with drink or a diet as the cause either "
        "route is read.",
    ),
    "bsh/silent/severity": (
        "genuine",
        "Moderate or severe anaemia with a diet or a medicine as the cause: nothing seen says that it should be injected.",
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
    "us-label/silent/do_not_wait": (
        "genuine",
        "A label warns of cord damage after three months and says nothing of starting before the metabolites are back.",
    ),
    "us-label/silent/nitrous_oxide": (
        "genuine",
        "Nitrous oxide leaves the level normal: which test to ask for, and whether to begin before it is "
        "back, is not said.",
    ),
    "us-label/silent/pregnancy": (
        "genuine",
        "Nothing seen chooses a route in pregnancy, so a pregnant woman without malabsorption gets tablets.",
    ),
    "us-label/untreated/irreversible": (
        "genuine",
        "An antibody with a borderline level: for life once deficient, nothing before.",
    ),
    **{f"us-label/silent/{figure}": ("settled by sense", "A label is no diagnostic document.") for figure in _FIGURES},
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
        "Tingling with a low-normal level while methylmalonic acid is awaited: nothing seen says to begin.",
    ),
    "nhg/untreated/neurology": (
        "ours",
        "The same patient as nhg/silent/do_not_wait with every result back.",
    ),
    "nhg/silent/nitrous_oxide": (
        "genuine",
        "Nitrous oxide leaves the level normal: neither the test nor the treatment was seen to be spoken of.",
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
    "us-label/two tests/total low": (
        "ours",
        "Active B12 is not part of this source; its figures are borrowed, and so is the clash.",
    ),
    "us-label/two tests/active low": (
        "ours",
        "Active B12 is not part of this source; its figures are borrowed, and so is the clash.",
    ),
    "us-practice/two tests/total low": (
        "ours",
        "Active B12 is not part of this source; its figures are borrowed, and so is the clash.",
    ),
    "us-practice/two tests/active low": (
        "ours",
        "Active B12 is not part of this source; its figures are borrowed, and so is the clash.",
    ),
    "nhg/two tests/total low": (
        "ours",
        "Active B12 is not part of this source; its figures are borrowed, and so is the clash.",
    ),
    "nhg/two tests/active low": (
        "ours",
        "Active B12 is not part of this source; its figures are borrowed, and so is the clash.",
    ),
    "nice/two rules/nice:continuing+nice:dietary": (
        "settled by sense",
        "Injections after a gastrectomy go on whatever the diet.",
    ),
    "nice/two rules/nice:irreversible_do_not_wait+nice:dietary": (
        "settled by sense",
        "The antibody decides; the diet is mended besides.",
    ),
    "nice/silent/nice:metabolite_alone": _WELL,
    "bsh/silent/bsh:metabolite_alone": _WELL,
    "us-label/silent/label:metabolite_alone": _WELL,
    "us-practice/silent/us:metabolite_alone": _WELL,
    "nhg/silent/nhg:metabolite_alone": _WELL,
    "bsh/silent/bsh:tablets_not_usable": (
        "settled by sense",
        "A tablet that cannot be swallowed is no option, said or not.",
    ),
    "us-label/silent/label:tablets_not_usable": (
        "settled by sense",
        "The label is of an injection; nobody would read it as forbidding one.",
    ),
    "us-practice/silent/us:tablets_not_usable": (
        "settled by sense",
        "A tablet that cannot be swallowed is no option, said or not.",
    ),
    "bsh/silent/bsh:nitrous_oxide": (
        "genuine",
        "A low active B12 in somebody who inhales nitrous oxide and is well: nothing seen gives a route, "
        "or says that the exposure must stop first.",
    ),
    "bsh/silent/mma.raised": (
        "genuine",
        "Strong suspicion with a level above the cut-off asks for methylmalonic acid; 750 nmol/L is "
        "remembered as almost certain and nothing as raised.",
    ),
    "bsh/silent/homocysteine.raised": (
        "genuine",
        "Named beside methylmalonic acid for the same purpose, and no figure seen.",
    ),
    "us-label/untreated/neurology": (
        "ours",
        "The same patient as us-label/silent/do_not_wait with every result back.",
    ),
    "us-label/untreated/megaloblastic": (
        "settled by sense",
        "A label begins where the diagnosis is made.",
    ),
    "us-practice/silent/us:continuing": (
        "genuine",
        "Tablets are called as effective even in pernicious anaemia, and nothing seen says whether "
        "somebody settled on injections should stay on them.",
    ),
    "nhg/silent/nhg:continuing": (
        "genuine",
        "1000 micrograms by mouth whatever the cause: of those already on injections nothing was seen, "
        "the commonest question in practice.",
    ),
    "us-practice/silent/b12.active.band_top": (
        "ours",
        "The same as us-practice/silent/b12.active.deficient at its other end.",
    ),
    "us-practice/silent/b12.total.severe": (
        "genuine",
        "Injections are for severe deficiency, and nothing seen says which level or which symptom is severe.",
    ),
    "us-practice/untreated/megaloblastic": (
        "genuine",
        "Megaloblastic anaemia with a level in the band and normal metabolites: treatment hangs on a "
        "level, the marrow counts for nothing.",
    ),
    "nhg/untreated/megaloblastic": (
        "genuine",
        "As in the other sources: the marrow says deficiency, the level lies in the band, nothing seen says treat.",
    ),
    "nhg/silent/b12.active.deficient": (
        "genuine",
        "Laboratories report active B12 and the statement was seen to speak of total B12 only.",
    ),
    "nhg/silent/homocysteine.raised": (
        "genuine",
        "The same as for methylmalonic acid: further tests in the low-normal band, no figure seen.",
    ),
}

REVIEWS = MappingProxyType({id: Review(*review) for id, review in _REVIEWS.items()})
"""Every review by the id of its finding."""
