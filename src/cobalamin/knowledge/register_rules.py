"""How the article and the guidelines are read by the rules: entries R of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS = (
    Entry("R1", source_says="low B12",
          could_mean=("any figure a laboratory flags", "one figure for all", "two figures with a band between them"),
          read_as="the two bounds of NICE Table 1 for total and for active B12; a laboratory's own bands may replace them",
          why="the level depends on the assay, and these bounds are the most cited",
          decides=("b12_deficient", "b12_borderline", "b12_unlikely"), verified="secondary",
          cites=("NICE 1.3 Table 1", "RUH")),
    Entry("R2", source_says="treat promptly while evaluation continues, for neurological symptoms",
          could_mean=("any tingling at all", "tingling with some sign of deficiency"),
          read_as="needs one supporting feature; without one the route is undetermined and the advice is to test today",
          why="tingling alone is mostly something else",
          decides=("indication_neurological", "picture_of_deficiency", "untested_neurology"), cites=("S13", "S14", "S58")),
    Entry("R3", source_says="substantial anaemia",
          could_mean=("any anaemia", "moderate or worse", "severe only"),
          read_as="WHO moderate or worse; milder anaemia counts when it goes with fatigue, breathlessness, poor exercise "
                  "tolerance or loss of function",
          why="the article pairs anaemia with its impact",
          decides=("indication_severity", "anaemia_moderate"), cites=("S17", "S60", "WHO24 severity")),
    Entry("R4", source_says="raised methylmalonic acid or homocysteine",
          could_mean=("any value over the laboratory's range", "a value that B12 alone explains"),
          read_as="interpretable only with adequate kidneys; without an eGFR they are presumed adequate, and shown, unless "
                  "chronic kidney disease is recorded: then no metabolite tells until an eGFR is known; homocysteine also "
                  "needs folate that is not low",
          why="both rise when kidneys fail, and homocysteine in folate deficiency; the eGFR bound is ours",
          decides=("metabolite_raised", "kidney_function_adequate", "folate_low", "egfr.adequate", "safety:metabolite_unread"),
          cites=("S22", "FACTS 1c")),
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
          why="pregnancy is the only context the article names",
          decides=("indication_pregnancy", "route_specialist"), cites=("S29", "S68")),
    Entry("R8", source_says="injections may be used when the metabolites are raised",
          could_mean=("a reason for treatment", "a reason for the injectable route"),
          read_as="the fourth indication in the base guideline; in the NICE profile it confirms deficiency and the cause "
                  "sets the route",
          why="the article says injection, NICE does not",
          decides=("indication_functional",), cites=("S22", "S63", "S89", "NICE 1.3")),
    Entry("R9", source_says="pernicious anaemia: tablets may not work",
          could_mean=("never by mouth", "high-dose tablets are possible"),
          read_as="injection is indicated; the US and Dutch profiles accept high-dose tablets, shown side by side",
          why="the sources disagree in earnest",
          decides=("indication_malabsorption", "route"), cites=("S6", "S33", "S51", "AAFP17", "NHG")),
    Entry("R10", source_says="a persistent cause raises urgency",
          could_mean=("a remark", "a higher class of urgency"),
          read_as="an irreversible cause with confirmed deficiency is prompt",
          why="the article says so under its heading on urgency",
          decides=("urgency_prompt",), cites=("S70",)),
    Entry("R11", source_says="180 ng/L, printed as 133 pmol/L although it converts to 132.8",
          could_mean=("either printed figure", "one figure, converted"),
          read_as="a result is compared in the unit it was reported in, with the bound printed in that unit",
          why="no patient changes sides through a conversion",
          decides=("b12_deficient", "b12_borderline", "b12_unlikely"), verified="secondary", cites=("NICE 1.3 Table 1",)),
    Entry("R13", source_says="prompt treatment for neurological symptoms, nothing about a patient without any B12 result",
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
    Entry("R15", source_says="a B12 level above the band makes deficiency unlikely, nothing about two levels that disagree",
          could_mean=("one high level is enough", "every measured level must be high"),
          read_as="unlikely needs that neither measured analyte lies in or below its band; borderline likewise needs that "
                  "neither is deficient; a partner that was not measured is presumed not low, and shown; with one measured "
                  "above the band the other is not asked for. A pair of which one is deficient and one above its band is "
                  "told, and so is a total above 914 ng/L that no recorded B12 explains; neither moves an answer",
          why="a discordant pair is a finding, not a reassurance, and a high level is none either",
          decides=("b12_unlikely", "b12_above_band", "b12_borderline", "b12_deficient", "safety:discordant_levels",
                   "safety:unexplained_high_level"),
          cites=("NICE 1.3 Table 1", "RUH", "FACTS 1d")),
    Entry("R16", source_says="a normal level can be misleading, nothing about tests that were not done",
          could_mean=("a missing test blocks the conclusion", "a missing test is taken as normal"),
          read_as="with B12 above the band, a metabolite that was not measured is presumed not raised and an antibody not "
                  "positive, both shown; so is one known only to lie below a figure above its limit (<500 nmol/L), but of one "
                  "known only to lie above a figure below it (>200 nmol/L) nothing is presumed, unless hardly any result is "
                  "lower; a raised result that kidneys or folate leave unread keeps the answer open; nitrous oxide and current B12 "
                  "replacement are never presumed: they are asked",
          why="few patients have these tests, while the two questions cost nothing and reverse the meaning of a level; an upper "
              "limit says less against B12 than no result at all, a lower one may hide any figure",
          decides=("b12_unlikely", "mma.least", "homocysteine.least"), cites=("CBLA", "NICE 1.3.3")),
    Entry("R17", source_says="a guideline for people over 16, nothing about an age that is not given",
          could_mean=("unknown", "an adult"),
          read_as="read as an adult, and shown",
          why="most patients are adults, and an unknown age would leave every band open",
          decides=("under_16", "under_5", "under_2", "from_12_years", "from_15_years", "route_specialist"),
          cites=("NICE scope",)),
    Entry("R18", source_says="an allergy is a contraindication, nothing about an allergy that is not recorded",
          could_mean=("unknown blocks every injection", "absent until asked"),
          read_as="allergy and hereditary disorder not recorded are presumed absent for the route, shown, and to be "
                  "confirmed before the first dose; an allergy to a product of a cobalamin counts as one to the cobalamin",
          why="records seldom state an absent allergy; the question stays on the plan",
          decides=("route_specialist", "safety:allergy"), cites=("SmPC", "FACTS 7")),
    Entry("R19", source_says="tablets fit mild deficiency with intact absorption",
          could_mean=("confirmed deficiency only", "also early deficiency and prevention"),
          read_as="with no indication met, the route is also oral for a raised metabolite without symptoms and, as a "
                  "supplement, for a strict low-B12 diet; without symptoms or anaemia a metabolite that nobody measured is "
                  "asked for only after nitrous oxide, and where the level is not above the band and the blood shows "
                  "macrocytosis, hypersegmented neutrophils or a megaloblastic picture; one normal metabolite is then enough",
          why="both need B12 and neither needs a needle; after nitrous oxide a level says nothing, and NICE counts macrocytosis "
              "among the signs with which a level in the band is tested further; a film that nobody reported shows none",
          decides=("route_oral", "route"), cites=("S43", "S71", "NICE 1.2", "NICE 1.3.3", "FACTS 2")),
    Entry("R20", source_says="suspected but not confirmed (the article offers no answer)",
          could_mean=("treat to be safe", "a trial of treatment", "no treatment yet"),
          read_as="with everything known and no indication met: no B12 treatment now, look for another cause, test again "
                  "if symptoms persist, or where the urgency is prompt or more look at once, and whether B12 is given "
                  "meanwhile is the clinician's decision; with an irreversible cause it will come, and product information "
                  "allows to prevent it; with absorption impaired by anything else it may come, and the answer says to test "
                  "again at intervals; what presses is said beside both",
          why="a trial is contested; BSH allows it and others do not",
          decides=("route", "deficiency_suspected"), cites=("BSH", "BC", "FACTS 2")),
    Entry("R23", source_says="infants of deficient mothers are an emergency; the article does not name them",
          could_mean=("the adult signs apply", "infants have signs of their own"),
          read_as="developmental regression counts as a neurological sign and as a red flag; anaemia follows the WHO age "
                  "bands; everyone under 16 goes to a specialist; from 5 years on, and without an age, nobody is asked for "
                  "the sign of infants, and from 16 on one that is on record is of childhood: it is told and is no sign",
          why="an infant cannot report tingling, and delay costs development",
          decides=("neurological_involvement", "neurological_red_flag", "anaemia", "route_specialist"),
          cites=("UTD", "WHO24")),
    Entry("R25", source_says="pernicious anaemia is recorded and B12 deficiency is not",
          could_mean=("a cause only", "a cause and the deficiency"),
          read_as="a recorded diagnosis of pernicious anaemia is a recorded diagnosis of B12 deficiency, by its code or by "
                  "its name in a case file; autoimmune gastritis alone is the cause only; pernicious anaemia that is "
                  "refuted denies the cause and not the deficiency",
          why="the diagnosis is made of both, and its denial takes only one of them away",
          decides=("b12_deficient", "records"), cites=("S8", "S53")),
    Entry("R26", source_says="moderate and severe anaemia in pregnancy and in small children",
          could_mean=("the adult bands", "bands of their own"),
          read_as="in pregnancy moderate is below 100 g/L and severe below 70 g/L; children under five have bands of their "
                  "own",
          why="WHO grades them so; the grades are from memory",
          decides=("anaemia", "anaemia_moderate", "anaemia_severe", "hb.moderate", "hb.moderate_pregnant",
                   "hb.moderate_infant", "hb.severe", "hb.severe_pregnant"),
          cites=("WHO24 severity",)),
    Entry("R30", source_says="mental symptoms are among the effects of deficiency",
          could_mean=("depression is neurological involvement", "depression alone is not"),
          read_as="depression alone is not neurological involvement; psychosis, confusion and memory problems are",
          why="depression is common and mostly something else; it stays visible in the explanation",
          decides=("neurological_involvement",), cites=("FACTS 4",)),
    Entry("R33", source_says="Black ethnicity may change the range (NICE 1.3.13, seen in two readings that point in "
                             "opposite directions)",
          could_mean=("a higher limit", "a lower limit"),
          read_as="shown as a caution only; no limit is moved",
          why="the direction must be read in the document itself before it is coded",
          decides=("b12_deficient", "b12_borderline", "b12_unlikely"), cites=("NICE 1.3.13", "NICE-lab", "NICE-nasgp")),
    Entry("R34", source_says="the combined indicator cB12 of four markers",
          could_mean=("a trigger", "supporting information", "left out"),
          read_as="not shipped",
          why="its coefficients are known from memory only",
          decides=("deficiency_confirmed",), cites=("FED15",)),
    Entry("R37", source_says="routine is everything else that needs treatment or tests",
          could_mean=("only treatment counts", "open questions count"),
          read_as="an answer that is not settled is at least routine",
          why="what is open needs a test or a question",
          decides=("urgency", "urgency_routine"), cites=("SPEC 4",)),
    Entry("R38", source_says="a level above the band makes deficiency unlikely; nothing about one diagnosed before",
          could_mean=("the level takes the diagnosis back", "the diagnosis stands"),
          read_as="a recorded diagnosis stands: deficiency is not unlikely while one is recorded",
          why="a level may be lifted by treatment nobody recorded; the proofs found both words holding at once",
          decides=("b12_unlikely",), cites=("SPEC 2",)),
    Entry("R39", source_says="in pregnancy total B12 alone never confirms",
          could_mean=("a low total says nothing", "a low total raises suspicion"),
          read_as="a total B12 below the deficient figure raises suspicion in pregnancy, until active B12 settles it: one above "
                  "its band does, unless a raised metabolite, macrocytosis, anaemia that low iron does not explain or a sign of "
                  "the nerves is on record; the pair then disagrees as any other does (R15)",
          why="the proofs found a pregnant woman with the lowest total answered with no urgency at all; and one whose active B12 "
              "was high was sent for metabolites that no source asks for, and warned of her preventive folic acid",
          decides=("suspicion", "active_settles_in_pregnancy", "b12_above_band", "b12_borderline", "safety:discordant_levels"),
          cites=("NICE 1.3.2", "FACTS 1e", "SPEC 2")),
    Entry("R40", source_says="a patient already on injections is never told to stop because of a B12 level",
          could_mean=("a safety alert beside the route", "the route itself"),
          read_as="injections for an irreversible cause go on: the route is injection even where no indication can be "
                  "shown on treatment; other patients on injections or tablets are told to review the reason, never to "
                  "stop, and whoever takes tablets for an irreversible cause to go on; while absorption is impaired what is given "
                  "prevents deficiency and is not said to lack a reason; where the cause is recorded as dealt with the answer "
                  "says what a review may lead to; whoever is on "
                  "what the route asks for, injections or tablets, gets no new dates; on injections and to be seen the same day, "
                  "the answer says so in the place of the day of the next dose, and to reconsider the diagnosis and shorten "
                  "the interval where nerves get worse; what was stopped after the last dose is not said to go on, nor is "
                  "what is given beside a recorded allergy to it, also where the route is not settled: no dose before a specialist "
                  "decides",
          why="a level on treatment hides the indication it once had; who gets worse must not read that the next dose will do",
          decides=("continuing_injections", "route_injection", "route"), cites=("S90", "NICE 1.5")),
    Entry("R41", source_says="red flags are seen promptly; nothing about one with B12 deficiency unlikely",
          could_mean=("no urgency, for B12 is not the cause", "prompt, whatever the cause"),
          read_as="a neurological red flag that no other named diagnosis explains is at least prompt, whatever its cause "
                  "turns out to be",
          why="an answer about B12 must not read as if nothing pressed",
          decides=("urgency_prompt",), cites=("S82", "RCEM")),
    Entry("R42", source_says="severe deficiency; no source grades a B12 level as severe",
          could_mean=("the blood count alone says severe", "a very low level says it too", "the clinician's view"),
          read_as="a total B12 below 100 ng/L with symptoms counts as severe, beside the blood count and the loss of "
                  "function",
          why="symptoms with next to no B12 should not wait for anaemia; the figure is ours",
          decides=("indication_severity", "b12.total.severe"), cites=("S16", "S19", "SPEC our judgement")),
    Entry("R43", source_says="pancytopenia, without figures",
          could_mean=("only where somebody recorded it", "three low cell lines by the laboratory's range",
                      "three low cell lines by fixed figures"),
          read_as="recorded in words, or anaemia with white cells below 4.0 and platelets below 150; with all three counts "
                  "known the figures decide",
          why="a count is read where there is one; the two figures are in common use and were not seen in a source",
          decides=("pancytopenia", "white_cells.low", "platelets.low"), cites=("FACTS 1d", "SPEC 2")),
    Entry("R44", source_says="laboratory results that fit significant deficiency; everyday function lost",
          could_mean=("the B12 level", "anaemia only", "any sign of failing blood formation, or of failing function"),
          read_as="pancytopenia and a recorded picture of haemolysis count like moderate anaemia, the second is "
                  "presumed absent, and shown, where there is no anaemia, and a marked loss of function counts by itself; "
                  "bilirubin and LDH are no facts here, and a single low cell line does not count",
          why="the article pairs blood and function; a raised LDH alone has too many causes",
          decides=("indication_severity",), cites=("S18", "S19", "FACTS 4")),
    Entry("R45", source_says="symptoms of deficiency (the article names some, the guidelines more)",
          could_mean=("only those the article names", "everything any source lists", "those that point to blood or nerves"),
          read_as="a neurological finding, fatigue, poor exercise tolerance, breathlessness, a sore tongue, or a marked "
                  "loss of function; mood, weight and hair alone are none",
          why="what counts as a symptom lets a raised metabolite confirm: it has to be something deficiency does",
          decides=("symptomatic",), cites=("S18", "S46", "NICE 1.2", "SPEC 2")),
    Entry("R46", source_says="neurological symptoms: numbness or tingling, balance, gait, memory and concentration",
          could_mean=("these four", "every neurological sign a guideline lists"),
          read_as="the fourteen findings of the list, signs on examination, weakness, sight, bladder, bowel and psychosis "
                  "included",
          why="the article leaves out the gravest ones; whoever has them must not be treated as if the nerves were well",
          decides=("neurological_involvement",), cites=("S13", "S58", "FACTS 4")),
    Entry("R47", source_says="severe, rapidly worsening or red-flag symptoms need prompt care; none is named",
          could_mean=("cord disease only", "every neurological symptom", "a list, and anything that is getting worse"),
          read_as="cord disease, weakness, bladder or bowel, sight, psychosis, acute confusion, regression in an infant, "
                  "and any neurological finding that is getting worse",
          why="these are the ones emergency sources name, or whose loss may not come back",
          decides=("neurological_red_flag",), cites=("S44", "S82", "RCEM", "UTD", "FACTS 4")),
    Entry("R48", source_says="urgent; no source here prints what must be seen the same day",
          could_mean=("red flags only", "red flags, failing circulation and failing marrow", "any severe anaemia"),
          read_as="a red flag with suspicion, severe anaemia with heart failure, angina or fainting, haemoglobin below 70 "
                  "g/L by itself, pancytopenia with fever or bleeding, nitrous oxide with any neurological sign",
          why="each can kill or cripple within days; the figure of 70 and the wording are ours, an unstable circulation is "
              "no fact",
          decides=("urgency_same_day", "cardiac_compromise", "hb.same_day"), cites=("RCEM", "UTD", "FACTS 4", "SPEC 4")),
    Entry("R49", source_says="prompt, urgent, without delay; the article prints no time",
          could_mean=("no classes, one sentence", "classes without times", "classes with times of our own"),
          read_as="four classes: same day; prompt, within days and before further tests; routine; none for B12. Whoever "
                  "needs treatment, a specialist, a test or a question, or has an irreversible cause, is routine at least",
          why="how soon is half the question; the times are proposals of ours in every class",
          decides=("urgency", "urgency_prompt", "urgency_routine"), cites=("S13", "S70", "FACTS 4", "SPEC 4")),
    Entry("R50", source_says="a positive intrinsic factor antibody, with no diagnosis beside it",
          could_mean=("a test result until somebody diagnoses", "pernicious anaemia"),
          read_as="a positive intrinsic factor antibody is an irreversible cause, for good, whatever a later test says; a "
                  "negative one rules nothing out; a parietal cell antibody decides nothing",
          why="the first is highly specific and half as sensitive, the second common in healthy old people",
          decides=("absorption_impaired_for_good",), cites=("BSH", "NICE 1.4", "FACTS 2")),
    Entry("R51", source_says="chronic inflammatory disease of the gut, at the clinician's discretion; long-term risk of "
                             "malabsorption",
          could_mean=("any disease of the gut", "diseases where B12 is absorbed", "a proven failure of absorption"),
          read_as="the diseases and operations of the list, whether or not an absorption test was done; Crohn's disease "
                  "only of the ileum, coeliac disease treated or not; colitis and irritable bowel are none",
          why="B12 is absorbed in the ileum with what stomach and pancreas make; nobody does absorption tests any more",
          decides=("absorption_impaired", "indication_malabsorption"), cites=("S9", "S11", "S55", "S56", "FACTS 3")),
    Entry("R52", source_says="B12 bound in food is absorbed badly in old age and with little acid",
          could_mean=("malabsorption", "a reason for tablets"),
          read_as="not malabsorption for this purpose: crystalline B12 in a tablet is absorbed",
          why="what fails is its release from food",
          decides=("absorption_impaired",), cites=("SPEC 1", "FACTS 3")),
    Entry("R53", source_says="tablets that did not work",
          could_mean=("any course of tablets", "a full dose for long enough"),
          read_as="failed means at least 1 mg a day for 3 months without response; a shorter or smaller course informs and "
                  "does not decide",
          why="three months is when the first review is due, 1 mg the least dose in malabsorption; together they are ours",
          decides=("oral_not_feasible",), cites=("NICE-sps", "NICE-bmj", "SPEC 1")),
    Entry("R54", source_says="swallowing, stomach upset, adherence, supervision",
          could_mean=("a preference", "an obstacle as soon as it is recorded", "an obstacle once help has failed"),
          read_as="difficulty swallowing, repeated vomiting, tablets not tolerated, doubtful adherence or a need for "
                  "supervision count as soon as they are recorded; nausea alone does not",
          why="who records an obstacle has seen one; what can be done about it stays the clinician's choice",
          decides=("oral_not_feasible", "indication_oral_route"), cites=("S24", "S25", "S27", "S65", "S66", "NICE-draft")),
    Entry("R55", source_says="raised metabolites show functional deficiency",
          could_mean=("they confirm it by themselves", "they confirm it in a patient with symptoms or anaemia"),
          read_as="with a symptom or anaemia they confirm deficiency, at any B12 level; alone they lead to tablets",
          why="the article speaks of them with a clinical picture",
          decides=("deficiency_confirmed",), cites=("S21", "S23", "S62", "NICE 1.3")),
    Entry("R56", source_says="low folate, low iron",
          could_mean=("the laboratory's range", "one figure for all", "a higher ferritin where there is inflammation"),
          read_as="serum folate below 7 nmol/L (3 ug/L) and ferritin below 30 ug/L, or the deficiency recorded; "
                  "inflammation moves neither",
          why="inflammation is no fact here; a laboratory may put its own figures in",
          decides=("folate_low", "iron_low", "folate.low", "ferritin.low"), cites=("FACTS 1d",)),
    Entry("R57", source_says="haemoglobin is adjusted for altitude and smoking (WHO); nothing below six months of age",
          could_mean=("adjust", "do not adjust, and say so"),
          read_as="not adjusted: neither altitude nor smoking is a fact, so anaemia may be missed in a smoker and high up; "
                  "under six months the band of 6 to 23 months is read",
          why="a site high up puts its own figures in; infants go to a specialist whatever their count",
          decides=("anaemia", "anaemia_moderate", "anaemia_severe"), cites=("WHO24",)),
    Entry("R58", source_says="haemoglobin bands by sex; records hold an administrative one",
          could_mean=("the recorded sex", "unknown where it is neither female nor male", "one band for all"),
          read_as="the recorded sex; one that is absent, other or unknown stays unknown, and anaemia is then answered only "
                  "where both bands agree",
          why="a wrong band is worse than a question",
          decides=("anaemia",), cites=("WHO24", "SPEC 1")),
    Entry("R59", source_says="the pill, folate deficiency and some diseases lower total B12 without deficiency",
          could_mean=("another figure", "the level does not count", "a caution beside the level"),
          read_as="a caution only: the figure is not moved; pregnancy alone keeps a low level from confirming",
          why="no source gives a figure, and a dismissed low level harms more than a second test",
          decides=("safety:contraceptive", "b12_deficient"), cites=("FACTS 1e", "NICE 1.3.2")),
    Entry("R60", source_says="in pregnancy total B12 alone does not confirm deficiency",
          could_mean=("only active B12 confirms", "a second sign beside the low total confirms too"),
          read_as="active B12 confirms by itself; a low total confirms with a raised metabolite, macrocytosis, anaemia "
                  "that iron does not explain, or a neurological finding; breastfeeding suspends nothing",
          why="a pregnant woman with a second sign must not wait for a test few laboratories offer",
          decides=("b12_deficient",), cites=("NICE 1.3.2", "SPEC 2", "FACTS 1e")),
    Entry("R61", source_says="in pregnancy injections may be preferred: confirmed, at risk of malabsorption, or with "
                             "marked symptoms",
          could_mean=("all three together", "any one of them", "a preference the woman decides"),
          read_as="confirmed deficiency is enough; suspicion is enough with impaired absorption or a neurological finding; "
                  "either is prompt",
          why="certainty and speed matter most here, and the article lists its reasons side by side",
          decides=("indication_pregnancy", "urgency_prompt"), cites=("S29", "S30", "S68", "SPS-preg")),
    Entry("R62", source_says="whom to suspect: a symptom and a risk factor together (NICE); nothing (the article)",
          could_mean=("a symptom and a risk factor", "a result or a cause that points to B12", "any symptom"),
          read_as="suspicion needs a result or a cause: the band, macrocytosis that folate does not explain, the film, "
                  "impaired absorption, nitrous oxide, a strict diet; symptoms or anaemia alone are routine: test. "
                  "Medicines, age, family and other autoimmune disease alone raise none",
          why="nearly everybody has a symptom or a medicine; what is only possible is answered by a test",
          decides=("suspicion", "deficiency_suspected", "urgency_routine"), cites=("NICE 1.2.5", "NICE 1.2.6", "SPEC 2")),
    Entry("R63", source_says="several answers at once (nothing about their order)",
          could_mean=("all of them", "the first that applies"),
          read_as="the first that applies: a specialist, injections, tablets, no B12 treatment",
          why="who must not be treated here is sent on first; what is safest comes before what is easier",
          decides=("route",), cites=("SPEC 4",)),
    Entry("R64", source_says="injections beside other risks: INR above range, reduced kidneys, infancy, few platelets",
          could_mean=("the patient's own range", "one figure for all", "the clinician's view"),
          read_as="INR above 3, an eGFR below 60, an age under 2 years, platelets below 50; beside those platelets, or a bleeding "
                  "disorder, nothing goes into the muscle before somebody assessed it, and no card recommends it",
          why="a target range is no fact here; the sources name the risk and, but for the platelets, no figure",
          decides=("safety:inr", "safety:aluminium", "safety:benzyl_alcohol", "safety:bleeding", "safety:anticoagulant",
                   "inr.above_range"),
          cites=("SPS-IM", "FDA", "FACTS 7", "SPEC our judgement")),
    Entry("R65", source_says="never folic acid alone while B12 deficiency is untreated or not excluded",
          could_mean=("a warning with confirmed deficiency", "a stop until B12 is shown to be enough or is given"),
          read_as="a stop, for folic acid that is taken and for a low folate that somebody may treat, until deficiency is "
                  "unlikely or B12 is given; B12 that nobody recorded counts as not given; prevention in pregnancy is R94",
          why="the blood mends and the nerves do not",
          decides=("safety:folic_acid_alone", "safety:folate_low_untreated_b12"), cites=("FDA", "SmPC")),
    Entry("R66", source_says="medicines that lower B12: every source lists others",
          could_mean=("those all sources share", "those of NICE", "everything that was ever reported"),
          read_as="metformin, proton pump inhibitors, H2 blockers, colchicine, phenobarbital, primidone, topiramate, "
                  "pregabalin, and colestyramine; not the antibiotics, antimetabolites and others that disturb a test or "
                  "are seldom met",
          why="these are taken for years by many; the others are for the clinician's eye",
          decides=("safety:medicines",), cites=("NICE-pulse", "MHRA", "FACTS 7")),
    Entry("R67", source_says="which test first: total or active B12, then the metabolites, then the antibody; nothing on "
                             "questions",
          could_mean=("the order of the guideline", "the cheapest first", "the likeliest to decide first"),
          read_as="questions, then examination, then the guideline's order of tests, and the metabolites first after "
                  "nitrous oxide, active B12 first in pregnancy; only what can still change the answer is offered",
          why="a question costs nothing; the numbers that order them are ours and no prices",
          decides=("next_tests",), cites=("NICE 1.3.1", "NICE 1.3.2", "NICE 1.3.3", "FACTS 2")),
    Entry("R145", source_says="a level above the band makes deficiency unlikely (with a hereditary disorder of B12 uptake or "
                              "metabolism, nothing)",
          could_mean=("the level counts for them too", "no level makes deficiency unlikely"),
          read_as="the second: with a hereditary disorder on record a level above the band takes back neither the suspicion nor "
                  "what follows from it, a red flag seen the same day and folic acid not given alone; not recorded it is presumed "
                  "absent, and shown",
          why="in most of them cells cannot use the B12 that a laboratory finds in the blood, and the cards said so (R88) while "
              "the answer did not",
          decides=("b12_unlikely",), cites=("SPEC 4", "R18", "R88", "SPEC our judgement")),
    Entry("R149", source_says="an infant of a deficient mother who has symptoms is an emergency (which symptoms, and of a small "
                              "child whose deficiency was measured, nothing)",
          could_mean=("loss of development alone", "any symptom, and anaemia"),
          read_as="the second: under 2 years deficiency that is confirmed is seen the same day with anaemia or any symptom on "
                  "record; the examination and the questions name what is looked for in a small child, and nobody asks it "
                  "about alcohol",
          why="the mother's answer says that a child with symptoms is seen the same day, and the child's own said within days, "
              "at a haemoglobin of 81 g/L; delay costs development",
          decides=("infant_with_signs", "urgency_same_day", "next_tests"),
          cites=("UTD", "FACTS 4", "R23", "R121", "SPEC our judgement")),
)  # fmt: skip
