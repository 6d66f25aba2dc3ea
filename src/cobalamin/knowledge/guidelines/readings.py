"""The interpretation register of the profiles: where a source had to be read one way rather than another.

Entries G1 to G40 continue the register of the base article (knowledge/register.py). `decides` names rules, words and figures
of the profiles. Nothing here has been signed off by a clinician.
"""

from __future__ import annotations

from types import MappingProxyType

from cobalamin.knowledge.entry import Entry

_READINGS = (
    Entry("G1", source_says="no source here prints classes of urgency",
          could_mean=("no urgency outside the base article", "the base article's classes, added to each source's own words"),
          read_as="the base article's classes are used. A patient whom a source treats is at least routine",
          why="a route without a time is half an answer. The classes are our own in every profile",
          decides=("urgency",), cites=("SPEC 4", "FACTS 4")),
    Entry("G2", source_says="consider (NICE, weaker than offer)",
          could_mean=("do it", "both are allowed", "do not do it by default"),
          read_as="both are allowed: the route answers injections or tablets, and the clause says which one is preferred",
          why="reading consider as an instruction would turn most of NICE into injections",
          decides=("nice:other_malabsorption", "nice:deteriorating", "nice:dietary"), cites=("NICE 1.5",)),
    Entry("G3", source_says="do not delay replacement for results; methylmalonic acid in the indeterminate band",
          could_mean=("treat and test", "test, then treat", "treat on any tingling"),
          read_as="neurological features with a picture of deficiency are treated, and blood is taken first. A metabolite that "
                  "can no longer change the route is not asked for",
          why="waiting is the harm. The exact wording of NICE was not found",
          decides=("nice:do_not_wait", "nice:irreversible_do_not_wait", "us:neurological"), cites=("NICE 1.3", "AAFP17")),
    Entry("G4", source_says="a condition that may deteriorate fast with a large effect on quality of life (ataxia, "
                            "anaemia)",
          could_mean=("only ataxia and anaemia", "any neurological finding or anaemia", "progression only"),
          read_as="any neurological finding, or anaemia of any grade",
          why="the two examples stand for the nervous system and the blood. This is remembered, not seen",
          decides=("nice:deteriorating",), cites=("NICE 1.5",)),
    Entry("G5", source_says="adherence in doubt, swallowing (NICE draft, NTvG); response insufficient after three months by "
                            "mouth: raise the dose or switch (NICE); nothing (BSH, US)",
          could_mean=("a reason to inject", "a reason to help with tablets, or for a higher dose"),
          read_as="a reason to inject, in every profile. A tablet that cannot be taken is no alternative, and 1 mg a day for "
                  "three months without a response leaves no oral dose to rely on",
          why="the base article and the Dutch authors say so of the first. For the second we chose the safer of NICE's two ways",
          decides=("nice:tablets_not_usable", "bsh:tablets_not_usable", "us:tablets_not_usable", "label:tablets_not_usable",
                   "nhg:tablets_not_usable"),
          cites=("NICE-draft", "NTvG", "FACTS 3")),
    Entry("G6", source_says="no cause found",
          could_mean=("antibody-negative pernicious anaemia", "a diet that nobody asked about", "unknown"),
          read_as="there is no malabsorption, diet, medicine or nitrous oxide, and all were asked about. NICE then leaves the "
                  "route open; BSH treats as pernicious anaemia",
          why="a cause that nobody asked about is not an absent cause. That BSH means lifelong injections is partly from memory",
          decides=("nice:unknown_cause", "bsh:no_cause"), cites=("NICE-sps", "BSH")),
    Entry("G7", source_says="NICE prints no schedule of injections",
          could_mean=("no plan", "the BNF's plan"),
          read_as="the BNF's plan, because the guideline refers to it",
          why="a route needs a regimen. Programs that attribute a schedule to NICE are not followed",
          decides=("regimens",), cites=("NICE-bmj", "BNF")),
    Entry("G8", source_says="nitrous oxide: the draft offers either route; the final wording was not found; BSH says "
                            "nothing",
          could_mean=("either route", "injections", "no rule"),
          read_as="either route. This is unverified in the final version, and in BSH without neurological features",
          why="the draft is the only wording we have seen",
          decides=("nice:nitrous_oxide", "bsh:nitrous_oxide"), cites=("NICE-draft 1.5.8", "FACTS 3")),
    Entry("G9", source_says="no figure (methylmalonic acid, homocysteine, a level that is severe, active B12)",
          could_mean=("the rule cannot be used", "the laboratory's figure", "a figure in common use"),
          read_as="the figure that the base article borrows, marked silent and unverified in each profile that has none of its "
                  "own",
          why="a site replaces it with its own laboratory's figure",
          decides=("mma.raised", "homocysteine.raised", "b12.total.severe"), cites=("FACTS 1c", "SPEC 2")),
    Entry("G10", source_says="BSH: below 148 pmol/L with 97 % sensitivity, no firm cut-off, bands of 110 and 148",
          could_mean=("148 is deficient", "110 is deficient and 148 a band", "no figure decides"),
          read_as="below 110 is deficient. 110 to 148 is deficient with symptoms, anaemia, macrocytosis, an irreversible cause "
                  "or the antibody; otherwise it is tested further. Above that, NICE's upper limit is borrowed",
          why="the guideline tests the antibody in a well patient with a low level. The bands are from memory",
          decides=("b12.total.deficient", "b12.total.band_top", "deficiency_confirmed"), cites=("BSH", "FACTS 1a")),
    Entry("G11", source_says="BSH: strong clinical features that disagree with the test: do not delay treatment",
          could_mean=("any symptom", "megaloblastic anaemia, cord disease, or neurology with a second sign", "never"),
          read_as="megaloblastic anaemia, cord disease, or neurology with a second sign, as long as no level is known to be "
                  "low. With a low level they do not disagree, and the cause sets the route. Such features also keep a normal "
                  "level from making deficiency unlikely",
          why="strong has to mean more than one symptom, or every tired patient would be treated",
          decides=("bsh:discordant", "b12_unlikely"), cites=("BSH key recommendation 4",)),
    Entry("G12", source_says="BSH and BNF: nothing seen on medicines as the cause",
          could_mean=("injections", "tablets", "either"),
          read_as="either",
          why="facts.md 10 lists oral or intramuscular, without a source",
          decides=("bsh:medicine",), cites=("FACTS 10",)),
    Entry("G13", source_says="NICE 1.3.13: Black ethnicity may have a higher reference range",
          could_mean=("deficient above the usual figures", "deficient only below the usual figures"),
          read_as="no figure is changed, and ethnicity is not one of the facts used. It is shown only as a caution",
          why="the two quotations we have seen point in opposite directions",
          decides=("black_ethnicity",), cites=("NICE-lab", "NICE-nasgp")),
    Entry("G14", source_says="AAFP: 150 to 399 pg/mL: methylmalonic acid; 400 and above normal; the label prints no figure",
          could_mean=("400 itself is normal", "a band for everybody", "a band for those at risk"),
          read_as="above 399 is normal. The label and practice share these figures. Active B12 keeps the base article's figures "
                  "and is read only if it was measured (as in the NHG profile). It is requested only for a pregnant woman, and "
                  "for a patient with symptoms or anaemia whose kidney function leaves no metabolite to read. A raised "
                  "metabolite confirms deficiency with symptoms, with anaemia, or with a level in the band in a patient at risk "
                  "(older than 75, a strict diet, a medicine, impaired absorption). So a well patient is sent for one only in "
                  "the last case",
          why="results are whole numbers, and the bands are from memory. A source cannot ask for a test that it does not know, "
              "and the one it names for the band is methylmalonic acid. Where that one cannot be read, an answer without active "
              "B12 would send an ill patient away untested",
          decides=("b12.total.deficient", "b12.total.band_top", "b12.active.deficient", "b12.active.band_top", "b12_deficient",
                   "deficiency_confirmed"),
          cites=("AAFP17", "FACTS 1a")),
    Entry("G15", source_says="severe (AAFP), according to severity (FDA)",
          could_mean=("severe anaemia", "the base article's indication of severity", "the clinician's view"),
          read_as="the base article's severity: moderate anaemia or worse, cytopenia, or marked impact. For the label, also any "
                  "neurological finding with confirmed deficiency",
          why="neither source grades it",
          decides=("us:severe", "label:severe", "label:oral", "b12.total.severe"), cites=("AAFP17", "FDA")),
    Entry("G16", source_says="tablets are as effective (AAFP), even in pernicious anaemia",
          could_mean=("tablets for all", "either route"),
          read_as="either route with malabsorption, otherwise tablets",
          why="facts.md 10 lists oral 1 to 2 mg or injections for both",
          decides=("us:malabsorption",), cites=("AAFP17",)),
    Entry("G17", source_says="label: pernicious anaemia needs parenteral B12 for life, oral is not dependable",
          could_mean=("pernicious anaemia only", "all malabsorption"),
          read_as="all malabsorption",
          why="the label lists malabsorption among the uses of the injection",
          decides=("label:malabsorption",), cites=("FDA",)),
    Entry("G18", source_says="severe clinical symptoms (NTvG)",
          could_mean=("red flags", "any neurological finding", "severe anaemia"),
          read_as="a neurological red flag, severe anaemia, pancytopenia or a marked loss of function",
          why="the statement treats tingling with tablets",
          decides=("nhg:severe",), cites=("NTvG",)),
    Entry("G19", source_says="for life (NICE, BSH, label); nothing on stopping (US practice, Dutch)",
          could_mean=("injections continue", "a switch to tablets is open"),
          read_as="a patient on injections for an irreversible cause stays on them in every profile, whatever the level",
          why="stopping injections because of a level is a known harm. A switch is for the clinician to decide, not for a route "
              "rule",
          decides=("nice:continuing", "bsh:continuing", "label:continuing", "us:continuing", "nhg:continuing"),
          cites=("NICE 1.5", "BSH", "FDA", "S90")),
    Entry("G20", source_says="nothing on a definition, a figure of the blood count, a class of urgency or a hazard",
          could_mean=("no answer", "the base article's reading", "the nearest other source"),
          read_as="every profile uses the base article's definitions, urgency and safety rules, and its borrowed figures where "
                  "the profile has none. It has no route rule where none was seen. Where a source is silent, a clause of its "
                  "own says so",
          why="profiles should differ in what their sources say, not in what we did not find",
          decides=("severity", "nitrous_oxide", "pregnancy", "do_not_wait"), cites=("SPEC 10", "FACTS 10")),
    Entry("G21", source_says="rules that hold together (nothing on which comes first)",
          could_mean=("the weakest", "the strongest", "both, side by side"),
          read_as="injections come before either route, and either route before tablets. A patient who needs a specialist is "
                  "referred first",
          why="of two rules, the one that can be relied on in any gut counts. Where a reader would hesitate, the atlas lists "
              "the pair",
          decides=("route",), cites=("SPEC 10",)),
    Entry("G22", source_says="AAFP: injections should be considered with severe deficiency or severe neurological symptoms",
          could_mean=("either route, as NICE's consider is read", "injections with severe symptoms",
                      "injections with any of them"),
          read_as="injections, with any neurological finding and a picture of deficiency",
          why="should be considered is said in contrast to tablets, which are otherwise as effective; severe is not graded; and "
              "facts.md 10 lists injections for tingling after nitrous oxide",
          decides=("us:neurological", "us:severe"), cites=("AAFP17", "FACTS 3", "FACTS 10")),
    Entry("G23", source_says="normal below 400 nmol/L, below 14 umol/L; above 50 pmol/L; the figure itself on neither side",
          could_mean=("the figure itself is raised", "the figure itself is normal"),
          read_as="raised means above the figure, as in every profile. The figure itself is not raised",
          why="this concerns one patient in a thousand. A profile compares as the base article does",
          decides=("mma.raised", "homocysteine.raised"), cites=("NEJM13", "FACTS 1c")),
    Entry("G24", source_says="NHG: 148 to 260 pmol/L is low-normal (what follows from it was not seen)",
          could_mean=("normal", "a band in which a metabolite decides"),
          read_as="a band in which nothing is settled yet, as in NICE. Above 260 deficiency is unlikely",
          why="low-normal describes levels that do not settle the question",
          decides=("b12.total.band_top",), cites=("NHG",)),
    Entry("G25", source_says="the draft of July 2023 (only its sentence on nitrous oxide and parts of its route rules were "
                             "seen)",
          could_mean=("a profile of one sentence", "the final guideline with the draft's sentence"),
          read_as="as the final guideline, except for nitrous oxide",
          why="a version has to answer every patient. What else the draft said differently was not seen",
          decides=("nice:nitrous_oxide",), cites=("NICE-draft 1.5.8",)),
    Entry("G26", source_says="a document dated to its year",
          could_mean=("from its first day", "from its last", "undated"),
          read_as="it is in force from 1 January of its year. The label, which has no date here, is in force at all times",
          why="for a patient of that year, an answer from it is better than none",
          decides=("in force",), cites=("BSH", "NHG", "FDA")),
    Entry("G27", source_says="product information: every 2 to 3 months after gastrectomy or ileal resection, in "
                             "malabsorption, on a strict vegan diet, to prevent deficiency",
          could_mean=("injections for all who have the cause", "injections once deficiency is confirmed"),
          read_as="confirmed deficiency is needed. Prevention is not a route rule here",
          why="the question here is who needs treatment. Bariatric and surgical programmes ask whom to protect",
          decides=("bsh:malabsorption",), cites=("SmPC", "BNF", "BOMSS")),
    Entry("G28", source_says="NICE, as remembered: an indeterminate level is treated before methylmalonic acid is back "
                             "where a condition may deteriorate fast, the cause is irreversible, there was relevant "
                             "surgery, or in pregnancy and breastfeeding",
          could_mean=("all four", "only those whose route is given", "none, until the document is read"),
          read_as="all four, with symptoms or anaemia, until a methylmalonic acid comes back that is not raised: injections if "
                  "the cause is irreversible, either route in the other cases. Surgery means operations on stomach and ileum "
                  "and for weight",
          why="waiting is the harm, and tablets can start the same day. This is remembered, not seen: verified only switches it "
              "off",
          decides=("nice:indeterminate_do_not_wait", "nice:irreversible_do_not_wait"), cites=("NICE 1.3", "FACTS 2")),
    Entry("G29", source_says="doses for children (label, product information); people over 16 (NICE)",
          could_mean=("children are answered as adults", "a specialist decides"),
          read_as="under 16 a specialist decides in every profile, whatever doses are printed",
          why="a dose is not an indication, and children have other causes",
          decides=("route",), cites=("FDA", "SmPC", "NICE scope")),
    Entry("G30", source_says="diet; medicines (each source names others)",
          could_mean=("veganism only", "everything that makes intake low", "the source's own list"),
          read_as="diet: a strict low-B12 diet, undernutrition, alcohol excess. Medicines: the list of the base article. Either "
                  "route for medicines in NICE is from memory",
          why="facts.md 3 groups them in this way. What a source calls the cause is for the clinician to say",
          decides=("nice:dietary", "nice:medicine", "bsh:dietary", "bsh:medicine"), cites=("FACTS 3", "NICE 1.5")),
    Entry("G31", source_says="label: with normal absorption, then by mouth (no dose); continue if counts respond",
          could_mean=("no oral plan", "the usual high dose"),
          read_as="the usual high oral dose, borrowed. The course is dated without the answers it waits for",
          why="a route needs a dose. The reviews look for a response",
          decides=("regimens",), cites=("FDA", "AAFP17")),
    Entry("G32", source_says="BSH: 50 ug a day by mouth for a month in mild deficiency, or a trial of hydroxocobalamin "
                             "(remembered)",
          could_mean=("a route of its own", "part of either route", "left out"),
          read_as="left out. A low level without symptoms is tested further",
          why="a trial is contested, and its sentence was not seen",
          decides=("left out",), cites=("BSH", "FACTS 5c")),
    Entry("G33", source_says="US labels of hydroxocobalamin and of the nasal spray",
          could_mean=("plans of their own", "left out"),
          read_as="left out. The label's profile is that of injected cyanocobalamin",
          why="30 ug a day is seldom given, and the spray only maintains. Neither is merged into another row",
          decides=("left out",), cites=("FDA", "FACTS 5b")),
    Entry("G34", source_says="other countries' papers (British Columbia, Germany, France, Australia, an expert consensus)",
          could_mean=("profiles", "notes beside the others"),
          read_as="no profiles. They are cited where they decide a reading",
          why="of each we saw only a page or an abstract, too little to answer every patient",
          decides=("left out",), cites=("BC", "DE", "AU", "DELPHI")),
    Entry("G35", source_says="NHG and NTvG print no schedule of injections that was seen",
          could_mean=("no plan", "the BNF's plan"),
          read_as="the BNF's plan, borrowed and unverified",
          why="a route needs a regimen",
          decides=("regimens",), cites=("NHG", "BNF")),
    Entry("G36", source_says="BSH on pregnancy, the pill and metformin (paragraphs not seen)",
          could_mean=("the base article's reading", "no answer"),
          read_as="as in every profile, a low total in pregnancy confirms only with a second sign. Confirmed deficiency without "
                  "a known cause is treated as pernicious anaemia",
          why="facts.md 10 says that a low reading may be physiological",
          decides=("bsh:no_cause", "pregnancy"), cites=("BSH", "FACTS 10")),
    Entry("G37", source_says="an entry nobody could check (verified only)",
          could_mean=("no", "unknown", "the base article's"),
          read_as="a figure or route rule that is not verified reads unknown and is named. A definition is read as in the base "
                  "article. Nothing is presumed about a result that no verified figure can read. A site's own figure replaces "
                  "one that is switched off, because the laboratory itself vouches for it",
          why="what nobody has checked is neither true nor false",
          decides=("verified only",), cites=("SPEC 10",)),
    Entry("G38", source_says="the base article prints no number, product, dose, interval or test result",
          could_mean=("no figures", "figures of one source", "figures of several, each named"),
          read_as="each figure is borrowed from a named source and can be replaced by a site. The regimens are those of the UK",
          why="a rule without a figure answers nobody. NICE's table is the most often cited, and WHO's bands are the most "
              "widely used",
          decides=("b12.total.deficient", "hb.men", "regimens"), cites=("NICE 1.3 Table 1", "WHO24", "BNF")),
    Entry("G39", source_says="a metabolite is tested with symptoms (NICE, BSH), or in a patient at risk (AAFP); nothing on one "
                             "that is raised in another patient",
          could_mean=("no B12 treatment", "tablets, as the base article has it",
                      "deficiency confirmed, and the cause sets the route"),
          read_as="tablets if no rule of the source applies, in every profile. No well patient is sent for a metabolite because "
                  "of this",
          why="if kidneys and folate allow it to be read, a raised metabolite is no reason to look for another cause. A "
              "source's silence does not speak against treatment, and a tablet harms nobody",
          decides=("nice:metabolite_alone", "bsh:metabolite_alone", "us:metabolite_alone", "label:metabolite_alone",
                   "nhg:metabolite_alone"),
          cites=("R8", "R19", "FACTS 2")),
    Entry("G40", source_says="BSH: test the antibody in a patient with anaemia, neuropathy or glossitis who is suspected of "
                             "pernicious anaemia, regardless of the level; a positive one is treated for life",
          could_mean=("lifelong injections for every positive antibody", "with one of the three, whatever the level",
                      "only once deficiency is confirmed"),
          read_as="injections with any anaemia, any neurological finding or glossitis, whatever the level. In a well patient "
                  "whose level is not low, deficiency is tested further. A level above the band is reason enough not to send "
                  "for the antibody",
          why="the key recommendation says regardless of the level, and a normal level is what misleads where the antibody is "
              "present. Nobody asks for it in a well patient",
          decides=("bsh:antibody",), cites=("BSH", "CBLA")),
)  # fmt: skip

GUIDELINE_REGISTER = MappingProxyType({entry.id: entry for entry in _READINGS})
"""Every entry by id, in order."""
