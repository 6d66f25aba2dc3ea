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
    "The source prints both figures, so the same blood sample can be on one side of the limit in one unit and on the "
    "other side in the other. R11 reads each in its own unit.",
)
_TESTS: tuple[Judgement, str] = (
    "genuine",
    "The source offers either test first and does not say which counts if they disagree. R15 "
    "gives less weight to the one above the band.",
)

_WELL: tuple[Judgement, str] = (
    "genuine",
    "The source tests a metabolite only with symptoms or a risk. We have seen nothing on what to do if one is raised in a "
    "patient who is well. G39 reads tablets.",
)

_FIGURES = (
    "b12.total.deficient", "b12.total.band_top", "b12.active.band_top", "b12.active.deficient", "mma.raised",
    "homocysteine.raised", "b12.total.severe",
)  # fmt: skip
_REVIEWS: dict[str, tuple[Judgement, str]] = {
    "article/untreated/megaloblastic": (
        "genuine",
        "The article treats neurological signs before confirmation, but not signs in the blood. Megaloblastic "
        "anaemia with a level in the band and normal metabolites is left to another cause, folate deficiency among them.",
    ),
    "article/untreated/irreversible": (
        "genuine",
        "A positive antibody and a level in the band: the article asks for confirmed deficiency, "
        "so a well patient who is developing pernicious anaemia gets nothing until the level "
        "drops.",
    ),
    "article/two tests/total low": (
        "ours",
        "The article prints no figure and never names active B12. The two figures are NICE's, and so is the "
        "conflict between them.",
    ),
    "article/two tests/active low": (
        "ours",
        "The article prints no figure and never names active B12. The two figures are NICE's, and so is the "
        "conflict between them.",
    ),
    "nice/two tests/total low": _TESTS,
    "nice/two tests/active low": _TESTS,
    "bsh/two tests/total low": (
        "genuine",
        "Total B12 comes first and active B12 is named beside it. We have seen nothing on which counts if they disagree. "
        "R15 gives less weight to the one above the band.",
    ),
    "bsh/two tests/active low": (
        "ours",
        "Only the figure for the active test comes from the same time and place. The limit above which total B12 "
        "reassures is borrowed from NICE.",
    ),
    "nice/two units/b12.total.deficient": _UNITS,
    "nice/two units/b12.total.band_top": _UNITS,
    "bsh/two units/b12.total.deficient": _UNITS,
    "us-practice/two units/b12.total.deficient": _UNITS,
    "nice/silent/mma.raised": (
        "genuine",
        "NICE asks for methylmalonic acid if the level is in the band and, as far as we have seen, prints no figure. The "
        "answer depends on the laboratory.",
    ),
    "nice/silent/homocysteine.raised": (
        "genuine",
        "The same holds for homocysteine, the test that NICE names for nitrous oxide.",
    ),
    "nice/untreated/megaloblastic": (
        "genuine",
        "Only two programs say not to wait in suspected megaloblastic anaemia. In the recommendations we have seen, a level in "
        "the band and a normal metabolite leave it untreated.",
    ),
    "nice/two rules/nice:irreversible+nice:dietary": (
        "settled by sense",
        "A vegan with pernicious anaemia: the irreversible cause stays whatever the diet.",
    ),
    "nice/two rules/nice:do_not_wait+nice:dietary": (
        "genuine",
        "A vegan with tingling: do not delay treatment, and the cause sets the route. The cause points to tablets; the "
        "exception for fast deterioration says to consider injections. The BNF has a neurological schedule and NICE has none.",
    ),
    "nice/two rules/nice:tablets_not_usable+nice:dietary": (
        "settled by sense",
        "A tablet that cannot be swallowed is not an option. The draft names adherence.",
    ),
    "bsh/silent/b12.total.band_top": (
        "genuine",
        "Above its cut-off the guideline relies on clinical suspicion. No level makes deficiency unlikely, so NICE's is borrowed.",
    ),
    "bsh/silent/bsh:medicine": (
        "ours",
        "The guideline has a paragraph on metformin, which we could not read. The gap is in what we saw.",
    ),
    "bsh/silent/pregnancy": (
        "ours",
        "The guideline has a paragraph on pregnancy, which we could not read. If alcohol or a diet is the cause, either "
        "route is allowed here.",
    ),
    "bsh/silent/severity": (
        "genuine",
        "Moderate or severe anaemia caused by a diet or a medicine: we have seen nothing that asks for injections.",
    ),
    "bsh/untreated/irreversible": (
        "genuine",
        "A positive antibody with a level in the band: BSH treats a positive antibody for life, but is read here as asking "
        "first for a low level, or for a raised metabolite with symptoms.",
    ),
    "bsh/two rules/bsh:neurological+bsh:dietary": (
        "genuine",
        "For a vegan, the neurological schedule every 2 months, or the dietary one twice a year: the BNF prints "
        "both and never combines them (our follow-up uses the neurological one).",
    ),
    "us-label/silent/do_not_wait": (
        "genuine",
        "A label warns of spinal cord damage after three months and says nothing about starting before the metabolites are back.",
    ),
    "us-label/silent/nitrous_oxide": (
        "genuine",
        "Nitrous oxide leaves the level normal. The label does not say which test to ask for, or whether to start before the "
        "result is back.",
    ),
    "us-label/silent/pregnancy": (
        "genuine",
        "We have seen nothing on the route in pregnancy, so a pregnant woman without malabsorption gets tablets.",
    ),
    "us-label/untreated/irreversible": (
        "genuine",
        "A positive antibody with a borderline level: treatment for life once the patient is deficient, and nothing before.",
    ),
    **{
        f"us-label/silent/{figure}": ("settled by sense", "A label is not a diagnostic document.")
        for figure in _FIGURES
    },
    "us-practice/silent/pregnancy": (
        "genuine",
        "We have seen nothing on this: a pregnant woman with a low level and no symptoms gets tablets.",
    ),
    "us-practice/silent/b12.active.deficient": (
        "genuine",
        "The test is available, but no band is given.",
    ),
    "us-practice/two rules/us:severe+us:malabsorption": (
        "genuine",
        "Tablets are as effective, and injections are for severe deficiency. After weight-loss surgery "
        "with severe anaemia, both sentences apply.",
    ),
    "us-practice/two rules/us:neurological+us:malabsorption": (
        "genuine",
        "The same with neurological signs: tablets are as effective, and injections are for neurological signs.",
    ),
    "us-practice/untreated/irreversible": (
        "genuine",
        "A positive antibody with a borderline level and no symptoms.",
    ),
    "nhg/silent/do_not_wait": (
        "genuine",
        "Tingling with a low-normal level, while methylmalonic acid is awaited: we have seen nothing that says to start.",
    ),
    "nhg/untreated/neurology": (
        "ours",
        "The same patient as nhg/silent/do_not_wait with every result back.",
    ),
    "nhg/silent/nitrous_oxide": (
        "genuine",
        "Nitrous oxide leaves the level normal. We have seen nothing on the test or on the treatment.",
    ),
    "nhg/silent/pregnancy": (
        "genuine",
        "We have seen nothing on pregnancy.",
    ),
    "nhg/silent/mma.raised": (
        "genuine",
        "A low-normal level calls for further tests, but we have seen no figure for the metabolite.",
    ),
    "nhg/untreated/irreversible": (
        "genuine",
        "A positive antibody with a low-normal level and no symptoms.",
    ),
    "us-label/two tests/total low": (
        "ours",
        "Active B12 is not part of this source. Its figures are borrowed, and so is the conflict.",
    ),
    "us-label/two tests/active low": (
        "ours",
        "Active B12 is not part of this source. Its figures are borrowed, and so is the conflict.",
    ),
    "us-practice/two tests/total low": (
        "ours",
        "Active B12 is not part of this source. Its figures are borrowed, and so is the conflict.",
    ),
    "us-practice/two tests/active low": (
        "ours",
        "Active B12 is not part of this source. Its figures are borrowed, and so is the conflict.",
    ),
    "nhg/two tests/total low": (
        "ours",
        "Active B12 is not part of this source. Its figures are borrowed, and so is the conflict.",
    ),
    "nhg/two tests/active low": (
        "ours",
        "Active B12 is not part of this source. Its figures are borrowed, and so is the conflict.",
    ),
    "nice/two rules/nice:continuing+nice:dietary": (
        "settled by sense",
        "Injections after a gastrectomy continue, whatever the diet.",
    ),
    "nice/two rules/nice:irreversible_do_not_wait+nice:dietary": (
        "settled by sense",
        "The antibody decides. The diet is corrected as well.",
    ),
    "nice/silent/nice:metabolite_alone": _WELL,
    "bsh/silent/bsh:metabolite_alone": _WELL,
    "us-label/silent/label:metabolite_alone": _WELL,
    "us-practice/silent/us:metabolite_alone": _WELL,
    "nhg/silent/nhg:metabolite_alone": _WELL,
    "bsh/silent/bsh:tablets_not_usable": (
        "settled by sense",
        "A tablet that cannot be swallowed is not an option, whether the source says so or not.",
    ),
    "us-label/silent/label:tablets_not_usable": (
        "settled by sense",
        "The label is that of an injection. Nobody would read it as forbidding one.",
    ),
    "us-practice/silent/us:tablets_not_usable": (
        "settled by sense",
        "A tablet that cannot be swallowed is not an option, whether the source says so or not.",
    ),
    "bsh/silent/bsh:nitrous_oxide": (
        "genuine",
        "A low active B12 in a patient who inhales nitrous oxide and is well: we have seen nothing that gives a route, "
        "or that says that the exposure must stop first.",
    ),
    "bsh/silent/mma.raised": (
        "genuine",
        "Strong suspicion with a level above the cut-off calls for methylmalonic acid. From memory, 750 nmol/L is "
        "called almost certain, and no figure is called raised.",
    ),
    "bsh/silent/homocysteine.raised": (
        "genuine",
        "It is named beside methylmalonic acid for the same purpose, but we have seen no figure.",
    ),
    "us-label/untreated/neurology": (
        "ours",
        "The same patient as us-label/silent/do_not_wait with every result back.",
    ),
    "us-label/untreated/megaloblastic": (
        "settled by sense",
        "A label applies once the diagnosis has been made.",
    ),
    "us-practice/silent/us:continuing": (
        "genuine",
        "Tablets are called as effective even in pernicious anaemia, and we have seen nothing on whether "
        "a patient who is settled on injections should stay on them.",
    ),
    "nhg/silent/nhg:continuing": (
        "genuine",
        "1000 micrograms by mouth, whatever the cause. We have seen nothing on patients who are already on injections, "
        "which is the commonest question in practice.",
    ),
    "us-practice/silent/b12.active.band_top": (
        "ours",
        "The same as us-practice/silent/b12.active.deficient, at the other end of the band.",
    ),
    "us-practice/silent/b12.total.severe": (
        "genuine",
        "Injections are for severe deficiency, but we have seen nothing on which level or which symptom is severe.",
    ),
    "us-practice/untreated/megaloblastic": (
        "genuine",
        "Megaloblastic anaemia with a level in the band and normal metabolites: treatment depends on the "
        "level, and the marrow does not count.",
    ),
    "nhg/untreated/megaloblastic": (
        "genuine",
        "As in the other sources: the marrow shows deficiency, the level is in the band, and we have seen nothing that says to "
        "treat.",
    ),
    "nhg/silent/b12.active.deficient": (
        "genuine",
        "Laboratories report active B12, but in what we have seen the statement mentions total B12 only.",
    ),
    "nhg/silent/homocysteine.raised": (
        "genuine",
        "The same as for methylmalonic acid: further tests if the level is low-normal, but we have seen no figure.",
    ),
}

REVIEWS = MappingProxyType({id: Review(*review) for id, review in _REVIEWS.items()})
"""Every review by the id of its finding."""
