"""The interpretation register of the profiles: where a source had to be read one way rather than another.

Entries G1 to G19 continue the register of the base article (knowledge/register.py). `decides` names rules, words and figures
of the profiles. Nothing here has been signed off by a clinician.
"""

from __future__ import annotations

from types import MappingProxyType

from cobalamin.knowledge.register import Entry

_READINGS = (
    Entry("G1", source_says="no source here prints classes of urgency",
          could_mean=("no urgency outside the base article", "the base article's classes over each source's own words"),
          read_as="the base article's classes; whoever a source treats is at least routine",
          why="a route without a time is half an answer; the classes are ours in every profile", decides=("urgency",),
          cites=("SPEC 4", "FACTS 4")),
    Entry("G2", source_says="consider (NICE, weaker than offer)",
          could_mean=("do it", "both are allowed", "do not do it by default"),
          read_as="both are allowed: the route answers injections or tablets, and the clause says which way it leans",
          why="reading consider as an order would turn most of NICE into injections", decides=("nice:other_malabsorption",
          "nice:deteriorating", "nice:dietary"), cites=("NICE 1.5",)),
    Entry("G3", source_says="do not hold back replacement for results; methylmalonic acid in the indeterminate band",
          could_mean=("treat and test", "test, then treat", "treat on any tingling"),
          read_as="neurological features with a picture of deficiency are treated, the bloods being taken first; a metabolite that "
                  "can no longer change the route is not asked for",
          why="waiting is the harm; the exact wording of NICE was not found", decides=("nice:do_not_wait",
          "nice:irreversible_do_not_wait", "us:neurological"), cites=("NICE 1.3", "AAFP17")),
    Entry("G4", source_says="a condition that may deteriorate fast with a large effect on quality of life (ataxia, anaemia)",
          could_mean=("only ataxia and anaemia", "any neurological finding or anaemia", "progression only"),
          read_as="any neurological finding, or anaemia of any grade",
          why="the two examples stand for the nervous system and the blood; remembered, not seen", decides=("nice:deteriorating",),
          cites=("NICE 1.5",)),
    Entry("G5", source_says="adherence in doubt, swallowing (NICE draft, NTvG); nothing (BSH, US)",
          could_mean=("a reason to inject", "a reason to help with tablets"),
          read_as="injections, in every profile: a tablet that cannot be taken is no alternative",
          why="the base article and the Dutch authors say so; the other sources say nothing against it",
          decides=("nice:tablets_not_usable", "bsh:tablets_not_usable", "us:tablets_not_usable", "label:tablets_not_usable",
                   "nhg:tablets_not_usable"), cites=("NICE-draft", "NTvG", "FACTS 3")),
    Entry("G6", source_says="no cause found",
          could_mean=("antibody-negative pernicious anaemia", "a diet nobody asked about", "unknown"),
          read_as="no malabsorption, diet, medicine or nitrous oxide, all asked about; NICE then leaves the route open, BSH treats "
                  "as pernicious anaemia",
          why="an unasked cause is no absent cause; that BSH means lifelong injections is partly from memory",
          decides=("nice:unknown_cause", "bsh:no_cause"), cites=("NICE-sps", "BSH")),
    Entry("G7", source_says="NICE prints no schedule of injections",
          could_mean=("no plan", "the BNF's plan"), read_as="the BNF's plan, as the guideline refers to it",
          why="a route needs a regimen; programs that ascribe a schedule to NICE are not followed", decides=("nice:regimens",),
          cites=("NICE-bmj", "BNF")),
    Entry("G8", source_says="nitrous oxide: the draft offers either route; the final wording was not found; BSH says nothing",
          could_mean=("either route", "injections", "no rule"),
          read_as="either route, unverified in the final version and in BSH without neurological features",
          why="the draft is the only wording seen", decides=("nice:nitrous_oxide", "bsh:nitrous_oxide"),
          cites=("NICE-draft 1.5.8", "FACTS 3")),
    Entry("G9", source_says="no figure (methylmalonic acid, homocysteine, a level that is severe, active B12)",
          could_mean=("the rule cannot be used", "the laboratory's figure", "a figure in common use"),
          read_as="the figure the base article borrows, marked silent and unverified in each profile that has none",
          why="a site puts its own laboratory's figure in its place", decides=("mma.raised", "homocysteine.raised",
          "b12.total.severe"), cites=("FACTS 1c", "SPEC 2")),
    Entry("G10", source_says="BSH: below 148 pmol/L with 97 % sensitivity, no firm cut-off, bands of 110 and 148",
          could_mean=("148 is deficient", "110 is deficient and 148 a band", "no figure decides"),
          read_as="below 110 deficient; 110 to 148 deficient with symptoms, anaemia, macrocytosis, an irreversible cause or the "
                  "antibody, else tested; above, NICE's upper bound is borrowed",
          why="the guideline tests the antibody in the well patient with a low level; the bands are from memory",
          decides=("b12.total.deficient", "b12.total.band_top", "deficiency_confirmed"), cites=("BSH", "FACTS 1a")),
    Entry("G11", source_says="BSH: strong clinical features discordant with the test: do not delay treatment",
          could_mean=("any symptom", "megaloblastic anaemia, cord disease, or neurology with a second sign", "never"),
          read_as="the second; such features also keep a normal level from making deficiency unlikely",
          why="strong has to mean more than a symptom, or every tired patient is treated", decides=("bsh:discordant",
          "b12_unlikely"), cites=("BSH key recommendation 4",)),
    Entry("G12", source_says="BSH and BNF: nothing seen on medicines as the cause",
          could_mean=("injections", "tablets", "either"), read_as="either", why="facts.md 10 lists oral or intramuscular without a "
          "source", decides=("bsh:medicine",), cites=("FACTS 10",)),
    Entry("G13", source_says="NICE 1.3.13: Black ethnicity may have a higher reference range",
          could_mean=("deficient above the usual figures", "deficient only below the usual figures"),
          read_as="no figure is shifted and ethnicity is no fact; shown as a caution only",
          why="the two quotations seen point in opposite directions", decides=("black_ethnicity",),
          cites=("NICE-lab", "NICE-nasgp")),
    Entry("G14", source_says="AAFP: 150 to 399 pg/mL: methylmalonic acid; 400 and above normal; the label prints no figure",
          could_mean=("400 itself is normal", "a band for everybody", "a band for those at risk"),
          read_as="above 399 is normal; the label and practice share these figures; active B12 keeps the base article's; a raised "
                  "metabolite confirms only with symptoms or anaemia, so a well patient is not sent for one",
          why="results are whole numbers; the bands are from memory", decides=("b12.total.deficient", "b12.total.band_top",
          "b12.active.deficient", "b12.active.band_top"), cites=("AAFP17", "FACTS 1a")),
    Entry("G15", source_says="severe (AAFP), according to severity (FDA)",
          could_mean=("severe anaemia", "the base article's indication of severity", "the clinician's view"),
          read_as="the base article's severity: moderate anaemia or worse, cytopenia, or marked impact; for the label also any "
                  "neurological finding with confirmed deficiency",
          why="neither source grades it", decides=("us:severe", "label:severe", "label:oral", "b12.total.severe"),
          cites=("AAFP17", "FDA")),
    Entry("G16", source_says="tablets are as effective (AAFP), even in pernicious anaemia",
          could_mean=("tablets for all", "either route"), read_as="either route with malabsorption, tablets otherwise",
          why="facts.md 10 lists oral 1 to 2 mg or injections for both", decides=("us:malabsorption",), cites=("AAFP17",)),
    Entry("G17", source_says="label: pernicious anaemia needs parenteral B12 for life, oral is not dependable",
          could_mean=("pernicious anaemia only", "all malabsorption"), read_as="all malabsorption",
          why="the label lists malabsorption among the uses of the injection", decides=("label:malabsorption",), cites=("FDA",)),
    Entry("G18", source_says="severe clinical symptoms (NTvG)",
          could_mean=("red flags", "any neurological finding", "severe anaemia"),
          read_as="a neurological red flag, severe anaemia, pancytopenia or marked loss of function",
          why="the statement treats tingling by mouth", decides=("nhg:severe",), cites=("NTvG",)),
    Entry("G19", source_says="for life (NICE, BSH, label); nothing on stopping (US practice, Dutch)",
          could_mean=("injections go on", "a switch to tablets is open"),
          read_as="whoever is on injections for an irreversible cause stays on them in every profile, whatever the level",
          why="injections stopped because of a level are a known harm; a switch is the clinician's decision, not a route rule's",
          decides=("nice:continuing", "bsh:continuing", "label:continuing", "us:continuing", "nhg:continuing"),
          cites=("NICE 1.5", "BSH", "FDA", "S90")),
)  # fmt: skip

GUIDELINE_REGISTER = MappingProxyType({entry.id: entry for entry in _READINGS})
"""Every entry by id, in order."""
