"""The interpretation register: where a source is silent or vague, what it could mean, how it is read here, and why.

Entries R1 to R34 read the article and the guidelines; M1 to M16 read messy treatment records. `verified` is that of the
weakest figure in the reading: our own judgement is unverified. Nothing here has been signed off by a clinician.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from cobalamin.language.nodes import Verified


@dataclass(frozen=True)
class Entry:
    """One reading. `decides` names the rules it shapes, or "recall" for the schedule and the recall list."""

    id: str
    source_says: str
    could_mean: tuple[str, ...]
    read_as: str
    why: str
    decides: tuple[str, ...]
    verified: Verified = "unverified"
    cites: tuple[str, ...] = ()


_READINGS = (
    Entry("R1", source_says="low B12",
          could_mean=("any figure a laboratory flags", "one figure for all", "two figures with a band between them"),
          read_as="the two bounds of NICE Table 1 for total and for active B12; a laboratory's own bands may replace "
                  "them",
          why="the level depends on the assay, and these bounds are the most cited",
          decides=("b12_deficient", "b12_borderline", "b12_unlikely"), verified="secondary",
          cites=("NICE 1.3 Table 1", "RUH")),
    Entry("R2", source_says="treat promptly while evaluation continues, for neurological symptoms",
          could_mean=("any tingling at all", "tingling with some sign of deficiency"),
          read_as="needs one supporting feature; without one the route is undetermined and the advice is to test today",
          why="tingling alone is mostly something else",
          decides=("indication_neurological", "picture_of_deficiency", "untested_neurology"),
          cites=("S13", "S14", "S58")),
    Entry("R3", source_says="substantial anaemia",
          could_mean=("any anaemia", "moderate or worse", "severe only"),
          read_as="WHO moderate or worse; milder anaemia counts when it goes with fatigue, breathlessness, poor "
                  "exercise tolerance or loss of function",
          why="the article pairs anaemia with its impact", decides=("indication_severity", "anaemia_moderate"),
          cites=("S17", "S60", "WHO24 severity")),
    Entry("R4", source_says="raised methylmalonic acid or homocysteine",
          could_mean=("any value over the laboratory's range", "a value that B12 alone explains"),
          read_as="interpretable only with adequate kidneys (eGFR not recorded is presumed adequate, and shown); "
                  "homocysteine also needs folate that is not low",
          why="both rise when kidneys fail, and homocysteine in folate deficiency; the eGFR bound is ours",
          decides=("metabolite_raised", "kidney_function_adequate", "folate_low"), cites=("S22", "FACTS 1c")),
    Entry("R5", source_says="certain restrictive procedures",
          could_mean=("bypass operations only", "sleeve operations too", "bands too"),
          read_as="every weight-loss operation counts as malabsorption",
          why="the sleeve removes tissue that makes intrinsic factor, and records seldom say which operation it was",
          decides=("absorption_impaired",), cites=("S10", "S54")),
    Entry("R6", source_says="medicines as a cause (the article names none)",
          could_mean=("a medicine counts as malabsorption", "a medicine is a risk factor"),
          read_as="metformin and acid suppression are risk factors and do not meet the first indication",
          why="such a deficiency is usually corrected by mouth, and the cause can be removed",
          decides=("absorption_impaired", "indication_malabsorption", "safety:medicines"), cites=("FACTS 3", "MHRA")),
    Entry("R7", source_says="high-risk contexts",
          could_mean=("pregnancy only", "an open list"),
          read_as="pregnancy and breastfeeding; infants go to a specialist",
          why="pregnancy is the only context the article names", decides=("indication_pregnancy", "route_specialist"),
          cites=("S29", "S68")),
    Entry("R8", source_says="injections may be used when the metabolites are raised",
          could_mean=("a reason for treatment", "a reason for the injectable route"),
          read_as="the fourth indication in the base guideline; in the NICE profile it confirms deficiency and the "
                  "cause sets the route",
          why="the article says injection, NICE does not", decides=("indication_functional",),
          cites=("S22", "S63", "S89", "NICE 1.3")),
    Entry("R9", source_says="pernicious anaemia: tablets may not work",
          could_mean=("never by mouth", "high-dose tablets are possible"),
          read_as="injection is indicated; the US and Dutch profiles accept high-dose tablets, shown side by side",
          why="the sources disagree in earnest", decides=("indication_malabsorption", "route"),
          cites=("S6", "S33", "S51", "AAFP17", "NHG")),
    Entry("R10", source_says="a persistent cause raises urgency",
          could_mean=("a remark", "a higher class of urgency"),
          read_as="an irreversible cause with confirmed deficiency is prompt",
          why="the article says so under its heading on urgency", decides=("urgency_prompt",), cites=("S70",)),
    Entry("R11", source_says="180 ng/L, printed as 133 pmol/L although it converts to 132.8",
          could_mean=("either printed figure", "one figure, converted"),
          read_as="a result is compared in the unit it was reported in, with the bound printed in that unit",
          why="no patient changes sides through a conversion",
          decides=("b12_deficient", "b12_borderline", "b12_unlikely"), verified="secondary",
          cites=("NICE 1.3 Table 1",)),
    Entry("R12", source_says="monitoring matters, with the relevant laboratory tests",
          could_mean=("repeat the B12 level", "follow blood count and symptoms"),
          read_as="blood count, metabolites and symptoms; never a serum B12 level on injections",
          why="the level says nothing about the effect of injections",
          decides=("safety:never_stop", "follow_up:no_serum_b12"), verified="primary",
          cites=("S38", "S42", "BNSSG", "NHG")),
    Entry("R13",
          source_says="prompt treatment for neurological symptoms, nothing about a patient without any B12 result",
          could_mean=("treat at once", "wait for the result", "test at once"),
          read_as="the strict answer is unknown; the urgency is prompt: test today",
          why="the second consequence of R2: an untested patient must not be called routine",
          decides=("untested_neurology", "urgency_prompt", "indication_neurological"), cites=("S14", "S58")),
    Entry("R14", source_says="neurological symptoms with a picture of deficiency, nothing about how much picture",
          could_mean=("any risk factor", "a sign that another diagnosis cannot explain"),
          read_as="macrocytosis alone, or a risk of malabsorption that is not permanent alone, supports the second "
                  "indication only if no other named diagnosis explains the neurological picture",
          why="both are common beside other diseases of the nerves",
          decides=("picture_of_deficiency", "indication_neurological"), cites=("S13", "S14")),
    Entry("R15",
          source_says="a B12 level above the band makes deficiency unlikely, nothing about two levels that disagree",
          could_mean=("one high level is enough", "every measured level must be high"),
          read_as="unlikely needs that neither measured analyte lies in or below its band; borderline likewise needs "
                  "that neither is deficient; a partner that was not measured is presumed not low, and shown; "
                  "with one measured above the band the other is not asked for",
          why="a discordant pair is a finding, not a reassurance",
          decides=("b12_unlikely", "b12_above_band", "b12_borderline", "b12_deficient"), cites=("NICE 1.3 Table 1",)),
    Entry("R16", source_says="a normal level can be misleading, nothing about tests that were not done",
          could_mean=("a missing test blocks the conclusion", "a missing test is taken as normal"),
          read_as="with B12 above the band, no metabolite result is presumed not raised and no antibody result not "
                  "positive, both shown; nitrous oxide and current B12 replacement are never presumed: they are asked",
          why="few patients have these tests, while the two questions cost nothing and reverse the meaning of a level",
          decides=("b12_unlikely",), cites=("CBLA", "NICE 1.3.3")),
    Entry("R17", source_says="a guideline for people over 16, nothing about an age that is not given",
          could_mean=("unknown", "an adult"),
          read_as="read as an adult, and shown",
          why="most patients are adults, and an unknown age would leave every band open",
          decides=("under_16", "under_5", "under_2", "from_12_years", "from_15_years", "route_specialist"),
          cites=("NICE scope",)),
    Entry("R18", source_says="an allergy is a contraindication, nothing about an allergy that is not recorded",
          could_mean=("unknown blocks every injection", "absent until asked"),
          read_as="allergy and hereditary disorder not recorded are presumed absent for the route, shown, and to be "
                  "confirmed before the first dose",
          why="records seldom state an absent allergy; the question stays on the plan",
          decides=("route_specialist", "safety:allergy"), cites=("SmPC", "FACTS 7")),
    Entry("R19", source_says="tablets fit mild deficiency with intact absorption",
          could_mean=("confirmed deficiency only", "also early deficiency and prevention"),
          read_as="with no indication met, the route is also oral for a raised metabolite without symptoms and, as a "
                  "supplement, for a strict low-B12 diet",
          why="both need B12 and neither needs a needle", decides=("route_oral", "route"), cites=("S43", "S71")),
    Entry("R20", source_says="suspected but not confirmed (the article offers no answer)",
          could_mean=("treat to be safe", "a trial of treatment", "no treatment yet"),
          read_as="with everything known and no indication met: no B12 treatment now, look for another cause, test "
                  "again if symptoms persist",
          why="a trial is contested; BSH allows it and others do not", decides=("route", "deficiency_suspected"),
          cites=("BSH", "BC", "FACTS 2")),
    Entry("R21", source_says="a result in words (low, normal, high)",
          could_mean=("not usable", "the coarse limit of the definition"),
          read_as="read at the coarse limit; a normal haemoglobin is not anaemia; the graded definitions stay unknown",
          why="a word answers whether, never how much",
          decides=("b12_deficient", "anaemia", "anaemia_moderate", "anaemia_severe", "macrocytosis",
                   "metabolite_raised"), cites=("SPEC 1",)),
    Entry("R22", source_says="a haematocrit without a haemoglobin",
          could_mean=("not usable", "an estimate of haemoglobin"),
          read_as="haemoglobin (g/L) is 3.3 times the haematocrit (%), marked as an estimate wherever it decides",
          why="better than no answer, and never shown as a measurement",
          decides=("anaemia", "anaemia_moderate", "anaemia_severe"), cites=("SPEC 1",)),
    Entry("R23", source_says="infants of deficient mothers are an emergency; the article does not name them",
          could_mean=("the adult signs apply", "infants have signs of their own"),
          read_as="developmental regression counts as a neurological sign and as a red flag; anaemia follows the WHO "
                  "age bands; everyone under 16 goes to a specialist",
          why="an infant cannot report tingling, and delay costs development",
          decides=("neurological_involvement", "neurological_red_flag", "anaemia", "route_specialist"),
          cites=("UTD", "WHO24")),
    Entry("R24", source_says="a result without a date",
          could_mean=("current", "missing"),
          read_as="in a hand-written case file it is taken as current, and shown; in a health record it is missing, "
                  "with that reason",
          why="whoever writes a case file means now; a record holds many years",
          decides=("b12_deficient", "b12_unlikely", "metabolite_raised", "anaemia"), cites=("SPEC 1",)),
    Entry("R25", source_says="pernicious anaemia is recorded and B12 deficiency is not",
          could_mean=("a cause only", "a cause and the deficiency"),
          read_as="a recorded diagnosis of pernicious anaemia is a recorded diagnosis of B12 deficiency",
          why="the diagnosis is made of both",
          decides=("b12_deficient", "deficiency_confirmed", "absorption_impaired_for_good"), cites=("S8", "S53")),
    Entry("R26", source_says="moderate and severe anaemia in pregnancy and in small children",
          could_mean=("the adult bands", "bands of their own"),
          read_as="in pregnancy moderate is below 100 g/L and severe below 70 g/L; children under five have bands of "
                  "their own",
          why="WHO grades them so; the grades are from memory",
          decides=("anaemia", "anaemia_moderate", "anaemia_severe"), cites=("WHO24 severity",)),
    Entry("R27", source_says="ileal resection, coded without its extent",
          could_mean=("complete", "partial"),
          read_as="counts as partial: absorption impaired, not called permanent",
          why="a code must not make a lifelong cause; the extent is worth asking",
          decides=("absorption_impaired", "absorption_impaired_for_good"), cites=("FACTS 3",)),
    Entry("R28", source_says="a treatment record (the sources assume a tidy one)",
          could_mean=("refuse untidy records", "guess in silence", "a stated rule for each kind of disorder"),
          read_as="a stated rule for each kind of disorder, entries M1 to M16",
          why="untidy records are the normal case in a recall list", decides=("recall",), cites=("SPEC 6.1",)),
    Entry("R29", source_says="the code E53.8 alone",
          could_mean=("a diagnosis of B12 deficiency", "a suspicion"),
          read_as="suspicion, until a B12 result, an order or a text supports it",
          why="its inclusion terms cover biotin, folate and pantothenic acid too, and D51 excludes it",
          decides=("b12_deficient", "deficiency_suspected"), verified="primary", cites=("ICD10CM",)),
    Entry("R30", source_says="mental symptoms are among the effects of deficiency",
          could_mean=("depression is neurological involvement", "depression alone is not"),
          read_as="depression alone is not neurological involvement; psychosis, confusion and memory problems are",
          why="depression is common and mostly something else; it stays visible in the explanation",
          decides=("neurological_involvement",), cites=("FACTS 4",)),
    Entry("R31", source_says="raised (the sources print different limits for the metabolites)",
          could_mean=("one limit for all", "the limit of the laboratory that measured"),
          read_as="a metabolite is read on the reference range reported with the result; only without one on the "
                  "default limit",
          why="limits differ by method and age, and NICE prints none", decides=("metabolite_raised",),
          verified="secondary", cites=("FACTS 1c", "DKRI")),
    Entry("R32", source_says="a sample taken after an injection",
          could_mean=("usable", "unusable for some days", "never usable"),
          read_as="total B12, active B12 and antibody within 14 days after an injection are unusable; on any "
                  "replacement a B12 level can never rule deficiency out; methylmalonic acid and homocysteine on "
                  "treatment can still show that it does not work",
          why="antibody assays are disturbed and the level reflects the injection; laboratories ask for one to two "
              "weeks", decides=("b12_deficient", "b12_borderline", "b12_unlikely", "absorption_impaired_for_good"),
          cites=("MAYO", "LEEDS")),
    Entry("R33",
          source_says="Black ethnicity may change the range (NICE 1.3.13, seen in two readings that point in opposite "
                      "directions)",
          could_mean=("a higher limit", "a lower limit"),
          read_as="shown as a caution only; no limit is moved",
          why="the direction must be read in the document itself before it is coded",
          decides=("b12_deficient", "b12_borderline", "b12_unlikely"), cites=("NICE 1.3.13", "NICE-lab", "NICE-nasgp")),
    Entry("R34", source_says="the combined indicator cB12 of four markers",
          could_mean=("a trigger", "supporting information", "left out"),
          read_as="not shipped",
          why="its coefficients are known from memory only", decides=("deficiency_confirmed",), cites=("FED15",)),
    Entry("R35", source_says="pregnancy changes the limits; nothing about one that is not recorded",
          could_mean=("unknown in every woman", "not pregnant unless recorded", "by age"),
          read_as="unknown between 9 and 59 years; from 60 years and under 9 presumed not pregnant and not "
                  "breastfeeding, and shown; men are not",
          why="an open pregnancy would leave the anaemia of an old woman ungraded; the ages are ours",
          decides=("anaemia", "anaemia_moderate", "b12_deficient", "indication_pregnancy"), cites=("SPEC our judgement",)),
    Entry("R36", source_says="a recorded diagnosis (nothing about a record that is silent)",
          could_mean=("silence is unknown", "what is not recorded is not recorded"),
          read_as="a diagnosis of B12 deficiency, anaemia in words and pancytopenia in words are presumed not recorded, "
                  "and shown; figures are never presumed",
          why="the words mean what stands in the record; a measurement nobody made stays unknown",
          decides=("b12_deficient", "anaemia", "pancytopenia"), cites=("SPEC 2",)),
    Entry("R37", source_says="routine is everything else that needs treatment or tests",
          could_mean=("only treatment counts", "open questions count"),
          read_as="an answer that is not settled is at least routine",
          why="what is open needs a test or a question", decides=("urgency",), cites=("SPEC 4",)),
    Entry("R38", source_says="a level above the band makes deficiency unlikely; nothing about one diagnosed before",
          could_mean=("the level takes the diagnosis back", "the diagnosis stands"),
          read_as="a recorded diagnosis stands: deficiency is not unlikely while one is recorded",
          why="a level may be lifted by treatment nobody recorded; the proofs found both words holding at once",
          decides=("b12_unlikely",), cites=("SPEC 2",)),
    Entry("R39", source_says="in pregnancy total B12 alone never confirms",
          could_mean=("a low total says nothing", "a low total raises suspicion"),
          read_as="a total B12 below the deficient figure raises suspicion in pregnancy, until active B12 settles it",
          why="the proofs found a pregnant woman with the lowest total answered with no urgency at all",
          decides=("suspicion",), cites=("NICE 1.3.2", "SPEC 2")),
    Entry("R40", source_says="a patient already on injections is never told to stop because of a B12 level",
          could_mean=("a safety alert beside the route", "the route itself"),
          read_as="injections for an irreversible cause go on: the route is injection even where no indication can be "
                  "shown on treatment; other patients on injections are told to review the reason, never to stop",
          why="a level on treatment hides the indication it once had",
          decides=("continuing_injections", "route_injection", "route"), cites=("S90", "NICE 1.5")),
    Entry("R41", source_says="red flags are seen promptly; nothing about one with B12 deficiency unlikely",
          could_mean=("no urgency, for B12 is not the cause", "prompt, whatever the cause"),
          read_as="a neurological red flag that no other named diagnosis explains is at least prompt, whatever its cause "
                  "turns out to be",
          why="an answer about B12 must not read as if nothing pressed", decides=("urgency_prompt",),
          cites=("S82", "RCEM")),
)  # fmt: skip

_MESSY_RECORDS = (
    Entry("M1", source_says="nothing: the sources assume a tidy record (which date counts)",
          could_mean=("clock times matter", "calendar days"),
          read_as="calendar days; a date known to the month is a dose on any day of it, so a flag is raised only if "
                  "it holds for every day, and the dose is marked date uncertain; a dose without any date is kept and "
                  "listed, never used for intervals",
          why="an uncertain date must not raise a false alarm or hide a dose", decides=("recall",),
          cites=("SPEC 6.1",)),
    Entry("M2", source_says="nothing: the sources assume a tidy record (impossible dates)",
          could_mean=("drop them", "correct them", "keep them aside with the reason"),
          read_as="before birth, after death, in the future or not a calendar date: listed with the reason, not "
                  "counted; a death ends the recall",
          why="a clerk can mend what is shown", decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M3", source_says="nothing: the sources assume a tidy record (the same day twice)",
          could_mean=("two doses", "one dose"),
          read_as="one dose, the second marked duplicate; an order and an administration of the same product within "
                  "14 days are one dose, dated by the administration",
          why="double entry is far commoner than a second injection on one day", decides=("recall",),
          cites=("SPEC 6.1",)),
    Entry("M4", source_says="nothing: the sources assume a tidy record (an order without an administration)",
          could_mean=("given", "not given"),
          read_as="not counted as given; the row says that it was prescribed and that no record shows it was given",
          why="an uncollected prescription is not a dose", decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M5", source_says="nothing: the sources assume a tidy record (a dose the patient reports)",
          could_mean=("ignored", "counted like any other", "counted and marked"),
          read_as="counted and marked self-reported; a clinic dose is never called early because of one",
          why="self-injection is real and its record is soft", decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M6", source_says="nothing: the sources assume a tidy record (which product)",
          could_mean=("each product has a course of its own", "any injected cobalamin counts"),
          read_as="injections of hydroxocobalamin, cyanocobalamin or methylcobalamin of at least 100 ug count for the "
                  "course whatever the mix, each dose judged by the plan in force for its own product; the 5 g "
                  "cyanide kit, folic acid and oral products do not count",
          why="products are switched for supply; the kit is an antidote", decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M7", source_says="gap over 7 days is a broken loading course (a local UK protocol)",
          could_mean=("any missed day", "a gap over 7 days", "never broken"),
          read_as="over 7 days between loading doses of an alternate-day or thrice-weekly phase, also counted up to "
                  "today; over 14 days in weekly phases; the flag stays until the course is complete or a clinician "
                  "records a decision: resume or restart",
          why="the 7 days are the protocol's, the rest is ours", decides=("recall",), cites=("PGD", "SPEC 6.1")),
    Entry("M8", source_says="nothing: the sources assume a tidy record (when loading is complete)",
          could_mean=("by count", "by response"),
          read_as="UK: 6 doses; with neurological involvement a recorded end of improvement, else still loading, and "
                  "after 21 days ask whether improvement has stopped; courses printed as ranges are complete at the "
                  "lower end of every range",
          why="nobody is held in loading by a missing note without being asked about", decides=("recall",),
          cites=("BNF", "SPEC 6.1")),
    Entry("M9", source_says="a second loading course needs a documented reason (a local UK protocol)",
          could_mean=("always allowed", "allowed with a recorded reason"),
          read_as="with a recorded reason it is a loading course; without one its doses are too early",
          why="frequent injections without a reason should be seen", decides=("recall",), cites=("PGD", "SPEC 6.1")),
    Entry("M10", source_says="not before 42 days (a local UK protocol, for plans of two to three months)",
          could_mean=("from the planned date", "from the last dose"),
          read_as="too early is under 42 days in two- to three-monthly plans and under 21 days in monthly plans; a "
                  "recorded shortening of the interval after review makes it planned; the next date runs from the "
                  "latest valid dose",
          why="the 42 days are the protocol's, the 21 are ours", decides=("recall",), cites=("PGD", "SPEC 6.1")),
    Entry("M11", source_says="nothing: the sources assume a tidy record (due and overdue)",
          could_mean=("due on one day", "due in a window"),
          read_as="due from the lower end of the interval, overdue 14 days after its upper end; the neurological plan "
                  "is 2 months, also for a dietary cause with neurological involvement",
          why="the sources print an interval, not a day", decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M12", source_says="nothing: the sources assume a tidy record (a long gap)",
          could_mean=("treatment goes on", "treatment has lapsed"),
          read_as="lapsed after twice the upper interval without a dose; a dose after that restarts maintenance "
                  "unless loading is recorded again",
          why="someone should decide whether to load again", decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M13", source_says="nothing: the sources assume a tidy record (tablets in between)",
          could_mean=("lost to recall", "overdue", "paused"),
          read_as="a recorded switch to tablets pauses overdue, shown with its date; it never removes an irreversible "
                  "cause from the list",
          why="tablets are treatment; an irreversible cause still needs an eye", decides=("recall",),
          cites=("SPEC 6.1",)),
    Entry("M14", source_says="nothing: the sources assume a tidy record (stopped)",
          could_mean=("any stop ends the recall", "a stop needs a reason"),
          read_as="valid reasons: cause resolved and reversible, the patient's choice, reaction, death, moved away, "
                  "other diagnosis; a high or normal B12 level is not one and is a hazard of its own; no reason "
                  "recorded is stopped without reason",
          why="injections stopped because of a level are a known harm", decides=("recall",),
          cites=("SPEC 6.1", "BNSSG")),
    Entry("M15",
          source_says="first review at 3 months, or 1 month if pregnant or breastfeeding; nothing about later ones",
          could_mean=("no later review", "every year"),
          read_as="first symptom review 3 months (1 month if pregnant or breastfeeding) after the first dose, then "
                  "every 12 months; a missed one is review due",
          why="the first is NICE's, the yearly one is ours", decides=("recall",), cites=("NICE-nasgp", "SPEC 6.1")),
    Entry("M16", source_says="an irreversible cause means lifelong treatment",
          could_mean=("said once", "said on every row"),
          read_as="never stop is shown on every row of such a patient",
          why="the list is read one row at a time", decides=("recall",), cites=("NICE 1.5", "SPEC 6.1")),
    Entry("M17", source_says="haemoglobin rises about 10 g/L a week from week 1; reticulocytes from day 3 to 4",
          could_mean=("any rise is a response", "less than expected is none", "a rise before its time counts"),
          read_as="a reticulocyte rise counts from day 3 and a haemoglobin from day 7 on; a haemoglobin that rose by less "
                  "than half of what was expected is insufficient: reconsider the diagnosis, iron and folate",
          why="an early rise is a transfusion or chance; two grams in four weeks are no response", decides=("recall",),
          cites=("FACTS 6", "SPEC 6")),
)  # fmt: skip

REGISTER = MappingProxyType({entry.id: entry for entry in (*_READINGS, *_MESSY_RECORDS)})
"""Every entry by id, in order."""
