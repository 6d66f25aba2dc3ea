"""The interpretation register of the profiles: where a source had to be read one way rather than another.

Entries G1 to G40 continue the register of the base article (knowledge/register.py). `decides` names rules, words and figures
of the profiles. Nothing here has been signed off by a clinician.
"""

from __future__ import annotations

from types import MappingProxyType

from cobalamin.knowledge.entry import Entry

_READINGS = (
    Entry("G1", source_says="no source here prints classes of urgency",
          could_mean=("no urgency outside the base article", "the base article's classes over each source's own words"),
          read_as="the base article's classes; whoever a source treats is at least routine",
          why="a route without a time is half an answer; the classes are ours in every profile",
          decides=("urgency",), cites=("SPEC 4", "FACTS 4")),
    Entry("G2", source_says="consider (NICE, weaker than offer)",
          could_mean=("do it", "both are allowed", "do not do it by default"),
          read_as="both are allowed: the route answers injections or tablets, and the clause says which way it leans",
          why="reading consider as an order would turn most of NICE into injections",
          decides=("nice:other_malabsorption", "nice:deteriorating", "nice:dietary"), cites=("NICE 1.5",)),
    Entry("G3", source_says="do not hold back replacement for results; methylmalonic acid in the indeterminate band",
          could_mean=("treat and test", "test, then treat", "treat on any tingling"),
          read_as="neurological features with a picture of deficiency are treated, the bloods being taken first; a "
                  "metabolite that can no longer change the route is not asked for",
          why="waiting is the harm; the exact wording of NICE was not found",
          decides=("nice:do_not_wait", "nice:irreversible_do_not_wait", "us:neurological"), cites=("NICE 1.3", "AAFP17")),
    Entry("G4", source_says="a condition that may deteriorate fast with a large effect on quality of life (ataxia, "
                            "anaemia)",
          could_mean=("only ataxia and anaemia", "any neurological finding or anaemia", "progression only"),
          read_as="any neurological finding, or anaemia of any grade",
          why="the two examples stand for the nervous system and the blood; remembered, not seen",
          decides=("nice:deteriorating",), cites=("NICE 1.5",)),
    Entry("G5", source_says="adherence in doubt, swallowing (NICE draft, NTvG); not enough after three months by mouth: raise the "
                            "dose or switch (NICE); nothing (BSH, US)",
          could_mean=("a reason to inject", "a reason to help with tablets, or for a higher dose"),
          read_as="injections, in every profile: a tablet that cannot be taken is no alternative, and 1 mg a day for three months "
                  "without a response leaves no dose by mouth to rely on",
          why="the base article and the Dutch authors say so of the first; of the second the sure one of NICE's two ways",
          decides=("nice:tablets_not_usable", "bsh:tablets_not_usable", "us:tablets_not_usable", "label:tablets_not_usable",
                   "nhg:tablets_not_usable"),
          cites=("NICE-draft", "NTvG", "FACTS 3")),
    Entry("G6", source_says="no cause found",
          could_mean=("antibody-negative pernicious anaemia", "a diet nobody asked about", "unknown"),
          read_as="no malabsorption, diet, medicine or nitrous oxide, all asked about; NICE then leaves the route open, "
                  "BSH treats as pernicious anaemia",
          why="an unasked cause is no absent cause; that BSH means lifelong injections is partly from memory",
          decides=("nice:unknown_cause", "bsh:no_cause"), cites=("NICE-sps", "BSH")),
    Entry("G7", source_says="NICE prints no schedule of injections",
          could_mean=("no plan", "the BNF's plan"),
          read_as="the BNF's plan, as the guideline refers to it",
          why="a route needs a regimen; programs that ascribe a schedule to NICE are not followed",
          decides=("regimens",), cites=("NICE-bmj", "BNF")),
    Entry("G8", source_says="nitrous oxide: the draft offers either route; the final wording was not found; BSH says "
                            "nothing",
          could_mean=("either route", "injections", "no rule"),
          read_as="either route, unverified in the final version and in BSH without neurological features",
          why="the draft is the only wording seen",
          decides=("nice:nitrous_oxide", "bsh:nitrous_oxide"), cites=("NICE-draft 1.5.8", "FACTS 3")),
    Entry("G9", source_says="no figure (methylmalonic acid, homocysteine, a level that is severe, active B12)",
          could_mean=("the rule cannot be used", "the laboratory's figure", "a figure in common use"),
          read_as="the figure the base article borrows, marked silent and unverified in each profile that has none",
          why="a site puts its own laboratory's figure in its place",
          decides=("mma.raised", "homocysteine.raised", "b12.total.severe"), cites=("FACTS 1c", "SPEC 2")),
    Entry("G10", source_says="BSH: below 148 pmol/L with 97 % sensitivity, no firm cut-off, bands of 110 and 148",
          could_mean=("148 is deficient", "110 is deficient and 148 a band", "no figure decides"),
          read_as="below 110 deficient; 110 to 148 deficient with symptoms, anaemia, macrocytosis, an irreversible cause "
                  "or the antibody, else tested; above, NICE's upper bound is borrowed",
          why="the guideline tests the antibody in the well patient with a low level; the bands are from memory",
          decides=("b12.total.deficient", "b12.total.band_top", "deficiency_confirmed"), cites=("BSH", "FACTS 1a")),
    Entry("G11", source_says="BSH: strong clinical features discordant with the test: do not delay treatment",
          could_mean=("any symptom", "megaloblastic anaemia, cord disease, or neurology with a second sign", "never"),
          read_as="the second, while no level is known to be low: then they are not discordant, and the cause sets the route; "
                  "such features also keep a normal level from making deficiency unlikely",
          why="strong has to mean more than a symptom, or every tired patient is treated",
          decides=("bsh:discordant", "b12_unlikely"), cites=("BSH key recommendation 4",)),
    Entry("G12", source_says="BSH and BNF: nothing seen on medicines as the cause",
          could_mean=("injections", "tablets", "either"),
          read_as="either",
          why="facts.md 10 lists oral or intramuscular without a source",
          decides=("bsh:medicine",), cites=("FACTS 10",)),
    Entry("G13", source_says="NICE 1.3.13: Black ethnicity may have a higher reference range",
          could_mean=("deficient above the usual figures", "deficient only below the usual figures"),
          read_as="no figure is shifted and ethnicity is no fact; shown as a caution only",
          why="the two quotations seen point in opposite directions",
          decides=("black_ethnicity",), cites=("NICE-lab", "NICE-nasgp")),
    Entry("G14", source_says="AAFP: 150 to 399 pg/mL: methylmalonic acid; 400 and above normal; the label prints no figure",
          could_mean=("400 itself is normal", "a band for everybody", "a band for those at risk"),
          read_as="above 399 is normal; the label and practice share these figures; active B12 keeps the base article's and is "
                  "read only where it was measured (so with the NHG): nobody is sent for it but a pregnant woman, and whoever has "
                  "symptoms or anaemia beside kidneys that leave no metabolite to read; a raised metabolite confirms with "
                  "symptoms, with anaemia, or with a level in the band in somebody at risk (older than 75, a strict diet, a "
                  "medicine, impaired absorption), so a well patient is sent for one only then",
          why="results are whole numbers; the bands are from memory; a source cannot ask for a test it does not know, and the one "
              "it names for the band is methylmalonic acid; where that one cannot be read, an answer without the other would "
              "send an ill patient away untested",
          decides=("b12.total.deficient", "b12.total.band_top", "b12.active.deficient", "b12.active.band_top", "b12_deficient",
                   "deficiency_confirmed"),
          cites=("AAFP17", "FACTS 1a")),
    Entry("G15", source_says="severe (AAFP), according to severity (FDA)",
          could_mean=("severe anaemia", "the base article's indication of severity", "the clinician's view"),
          read_as="the base article's severity: moderate anaemia or worse, cytopenia, or marked impact; for the label also "
                  "any neurological finding with confirmed deficiency",
          why="neither source grades it",
          decides=("us:severe", "label:severe", "label:oral", "b12.total.severe"), cites=("AAFP17", "FDA")),
    Entry("G16", source_says="tablets are as effective (AAFP), even in pernicious anaemia",
          could_mean=("tablets for all", "either route"),
          read_as="either route with malabsorption, tablets otherwise",
          why="facts.md 10 lists oral 1 to 2 mg or injections for both",
          decides=("us:malabsorption",), cites=("AAFP17",)),
    Entry("G17", source_says="label: pernicious anaemia needs parenteral B12 for life, oral is not dependable",
          could_mean=("pernicious anaemia only", "all malabsorption"),
          read_as="all malabsorption",
          why="the label lists malabsorption among the uses of the injection",
          decides=("label:malabsorption",), cites=("FDA",)),
    Entry("G18", source_says="severe clinical symptoms (NTvG)",
          could_mean=("red flags", "any neurological finding", "severe anaemia"),
          read_as="a neurological red flag, severe anaemia, pancytopenia or marked loss of function",
          why="the statement treats tingling by mouth",
          decides=("nhg:severe",), cites=("NTvG",)),
    Entry("G19", source_says="for life (NICE, BSH, label); nothing on stopping (US practice, Dutch)",
          could_mean=("injections go on", "a switch to tablets is open"),
          read_as="whoever is on injections for an irreversible cause stays on them in every profile, whatever the level",
          why="injections stopped because of a level are a known harm; a switch is the clinician's decision, not a route "
              "rule's",
          decides=("nice:continuing", "bsh:continuing", "label:continuing", "us:continuing", "nhg:continuing"),
          cites=("NICE 1.5", "BSH", "FDA", "S90")),
    Entry("G20", source_says="nothing on a definition, a figure of the blood count, a class of urgency or a hazard",
          could_mean=("no answer", "the base article's reading", "the nearest other source"),
          read_as="the base article's definitions, urgency and safety rules in every profile, its borrowed figures where "
                  "the profile has none, and no route rule where none was seen; what is silent is named as a clause of its "
                  "own",
          why="profiles are to differ in what their sources say, not in what we did not find",
          decides=("severity", "nitrous_oxide", "pregnancy", "do_not_wait"), cites=("SPEC 10", "FACTS 10")),
    Entry("G21", source_says="rules that hold together (nothing on which goes first)",
          could_mean=("the weakest", "the strongest", "both, side by side"),
          read_as="injections before either route before tablets; who is sent to a specialist is sent first",
          why="of two rules the one that can be relied on in any gut; where a reader would hesitate the atlas lists the "
              "pair",
          decides=("route",), cites=("SPEC 10",)),
    Entry("G22", source_says="AAFP: injections should be considered with severe deficiency or severe neurological symptoms",
          could_mean=("either route, as NICE's consider is read", "injections with severe symptoms",
                      "injections with any of them"),
          read_as="injections, with any neurological finding and a picture of deficiency",
          why="should be considered is said against tablets that are as effective otherwise, severe is not graded, and "
              "facts.md 10 lists injections for tingling after nitrous oxide",
          decides=("us:neurological", "us:severe"), cites=("AAFP17", "FACTS 3", "FACTS 10")),
    Entry("G23", source_says="normal below 400 nmol/L, below 14 umol/L; above 50 pmol/L; the figure itself on neither side",
          could_mean=("the figure itself is raised", "the figure itself is normal"),
          read_as="raised is above the figure, as in every profile; the figure itself is not raised",
          why="one patient in a thousand; a profile's comparisons are those of the base article",
          decides=("mma.raised", "homocysteine.raised"), cites=("NEJM13", "FACTS 1c")),
    Entry("G24", source_says="NHG: 148 to 260 pmol/L is low-normal (what follows from it was not seen)",
          could_mean=("normal", "a band in which a metabolite decides"),
          read_as="the band in which nothing is settled yet, as NICE's; above 260 deficiency is unlikely",
          why="low-normal is said of levels that do not settle it",
          decides=("b12.total.band_top",), cites=("NHG",)),
    Entry("G25", source_says="the draft of July 2023 (only its sentence on nitrous oxide and parts of its route rules were "
                             "seen)",
          could_mean=("a profile of one sentence", "the final guideline with the draft's sentence"),
          read_as="as the final guideline, but for nitrous oxide",
          why="a version has to answer every patient; what else the draft said differently was not seen",
          decides=("nice:nitrous_oxide",), cites=("NICE-draft 1.5.8",)),
    Entry("G26", source_says="a document dated to its year",
          could_mean=("from its first day", "from its last", "undated"),
          read_as="in force from 1 January of its year; the label, which has no date here, at all times",
          why="a patient of that year is better answered by it than by none",
          decides=("in force",), cites=("BSH", "NHG", "FDA")),
    Entry("G27", source_says="product information: every 2 to 3 months after gastrectomy or ileal resection, in "
                             "malabsorption, on a strict vegan diet, to prevent deficiency",
          could_mean=("injections for all who have the cause", "injections once deficiency is confirmed"),
          read_as="confirmed deficiency is needed; prevention is no route rule here",
          why="the question is who needs treatment; whom to protect is asked by bariatric and surgical programmes",
          decides=("bsh:malabsorption",), cites=("SmPC", "BNF", "BOMSS")),
    Entry("G28", source_says="NICE, as remembered: an indeterminate level is treated before methylmalonic acid is back "
                             "where a condition may deteriorate fast, the cause is irreversible, there was relevant "
                             "surgery, or in pregnancy and breastfeeding",
          could_mean=("all four", "only those whose route is given", "none, until the document is read"),
          read_as="all four, with symptoms or anaemia and until a methylmalonic acid comes back that is not raised: injections "
                  "where the cause is irreversible, either route in the others; surgery is the operations on stomach and "
                  "ileum and for weight",
          why="waiting is the harm, and tablets may begin the same day; remembered, not seen: verified only switches it "
              "off",
          decides=("nice:indeterminate_do_not_wait", "nice:irreversible_do_not_wait"), cites=("NICE 1.3", "FACTS 2")),
    Entry("G29", source_says="doses for children (label, product information); people over 16 (NICE)",
          could_mean=("children are answered as adults", "a specialist decides"),
          read_as="a specialist decides under 16 in every profile, whatever doses are printed",
          why="a dose is no indication, and causes in children are others",
          decides=("route",), cites=("FDA", "SmPC", "NICE scope")),
    Entry("G30", source_says="diet; medicines (each source names others)",
          could_mean=("veganism only", "everything that makes intake low", "the source's own list"),
          read_as="diet: a strict low-B12 diet, undernutrition, alcohol excess; medicines: the list of the base article; "
                  "either route for medicines in NICE is remembered",
          why="facts.md 3 groups them so; what a source calls the cause is the clinician's word",
          decides=("nice:dietary", "nice:medicine", "bsh:dietary", "bsh:medicine"), cites=("FACTS 3", "NICE 1.5")),
    Entry("G31", source_says="label: with normal absorption then by mouth (no dose); go on if counts respond",
          could_mean=("no oral plan", "the usual high dose"),
          read_as="the usual high dose by mouth, borrowed; the course is dated without the answers it waits for",
          why="a route needs a dose; a response is looked for at the reviews",
          decides=("regimens",), cites=("FDA", "AAFP17")),
    Entry("G32", source_says="BSH: 50 ug a day by mouth for a month in mild deficiency, or a trial of hydroxocobalamin "
                             "(remembered)",
          could_mean=("a route of its own", "part of either route", "left out"),
          read_as="left out: a low level without symptoms is tested further",
          why="a trial is contested, and its sentence was not seen",
          decides=("left out",), cites=("BSH", "FACTS 5c")),
    Entry("G33", source_says="US labels of hydroxocobalamin and of the nasal spray",
          could_mean=("plans of their own", "left out"),
          read_as="left out: the label's profile is that of injected cyanocobalamin",
          why="30 ug a day is seldom given, the spray only maintains; neither is merged into another row",
          decides=("left out",), cites=("FDA", "FACTS 5b")),
    Entry("G34", source_says="other countries' papers (British Columbia, Germany, France, Australia, an expert consensus)",
          could_mean=("profiles", "notes beside the others"),
          read_as="no profiles; they are cited where they decide a reading",
          why="of each only a page or an abstract was seen, too little to answer every patient",
          decides=("left out",), cites=("BC", "DE", "AU", "DELPHI")),
    Entry("G35", source_says="NHG and NTvG print no schedule of injections that was seen",
          could_mean=("no plan", "the BNF's plan"),
          read_as="the BNF's plan, borrowed and unverified",
          why="a route needs a regimen",
          decides=("regimens",), cites=("NHG", "BNF")),
    Entry("G36", source_says="BSH on pregnancy, the pill and metformin (paragraphs not seen)",
          could_mean=("the base article's reading", "no answer"),
          read_as="a low total in pregnancy confirms only with a second sign, as in every profile; a confirmed deficiency "
                  "without a known cause is treated as pernicious anaemia",
          why="facts.md 10 says that a low reading may be physiological",
          decides=("bsh:no_cause", "pregnancy"), cites=("BSH", "FACTS 10")),
    Entry("G37", source_says="an entry nobody could check (verified only)",
          could_mean=("no", "unknown", "the base article's"),
          read_as="a figure or route rule that is not verified reads unknown and is named; a definition is read as the "
                  "base article reads it; nothing is presumed of a result that no verified figure can read; a site's own figure "
                  "is in force in the place of one that is switched off, for the laboratory itself vouches for it",
          why="what nobody checked is neither true nor false",
          decides=("verified only",), cites=("SPEC 10",)),
    Entry("G38", source_says="the base article prints no number, product, dose, interval or test result",
          could_mean=("no figures", "figures of one source", "figures of several, each named"),
          read_as="each figure is borrowed from a named source and can be replaced by a site; the regimens are the UK's",
          why="a rule without a figure answers nobody; NICE's table is the most cited, WHO's bands the most used",
          decides=("b12.total.deficient", "hb.men", "regimens"), cites=("NICE 1.3 Table 1", "WHO24", "BNF")),
    Entry("G39", source_says="a metabolite is tested with symptoms (NICE, BSH), or in whoever is at risk (AAFP); nothing on one "
                              "that is raised in somebody else",
          could_mean=("no B12 treatment", "tablets, as the base article has it",
                      "deficiency confirmed, and the cause sets the route"),
          read_as="tablets where no rule of the source applies, in every profile; nobody who is well is sent for a metabolite "
                  "because of it",
          why="beside kidneys and folate that let it be read a raised metabolite is no reason to look for another cause; silence "
              "of a source is no word against treatment, and a tablet harms nobody",
          decides=("nice:metabolite_alone", "bsh:metabolite_alone", "us:metabolite_alone", "label:metabolite_alone",
                   "nhg:metabolite_alone"),
          cites=("R8", "R19", "FACTS 2")),
    Entry("G40", source_says="BSH: the antibody in whoever has anaemia, neuropathy or glossitis and is suspected of pernicious "
                             "anaemia, regardless of the level; a positive one is treated for life",
          could_mean=("lifelong injections for every positive antibody", "with one of the three, whatever the level",
                      "only once deficiency is confirmed"),
          read_as="the second: injections, with any anaemia, any neurological finding or glossitis; in somebody well with a level "
                  "that is not low deficiency is tested further; a level above the band is reason enough not to send for it",
          why="the key recommendation says regardless of the level, and a normal level is what misleads where the antibody is; of "
              "the well nobody asks for it",
          decides=("bsh:antibody",), cites=("BSH", "CBLA")),
)  # fmt: skip

GUIDELINE_REGISTER = MappingProxyType({entry.id: entry for entry in _READINGS})
"""Every entry by id, in order."""
