"""How the article and the guidelines are read by the rules: entries R of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS = (
    Entry("R1", source_says="low B12",
          could_mean=("any result the laboratory flags as low", "one cut-off for all", "two cut-offs with a band between them"),
          read_as="the two limits of NICE Table 1 are used, for total and for active B12. A laboratory may replace them with "
                  "its own bands",
          why="the level depends on the assay, and these limits are the most often cited",
          decides=("b12_deficient", "b12_borderline", "b12_unlikely"), verified="secondary",
          cites=("NICE 1.3 Table 1", "RUH")),
    Entry("R2", source_says="treat promptly while evaluation continues, for neurological symptoms",
          could_mean=("any tingling at all", "tingling with some sign of deficiency"),
          read_as="neurological symptoms need one supporting feature of deficiency. Without one, the route stays undetermined "
                  "and the advice is to test today",
          why="tingling alone usually has another cause",
          decides=("indication_neurological", "picture_of_deficiency", "untested_neurology"), cites=("S13", "S14", "S58")),
    Entry("R4", source_says="raised methylmalonic acid or homocysteine",
          could_mean=("any value over the laboratory's range", "a value that B12 alone explains"),
          read_as="a metabolite is interpreted only with adequate kidney function. Without an eGFR, kidney function is presumed "
                  "adequate, and the answer shows this. If chronic kidney disease is recorded, no metabolite is interpreted "
                  "until an eGFR is known. Homocysteine also needs folate that is not low",
          why="both rise in kidney failure, and homocysteine also rises in folate deficiency. The eGFR limit is our own",
          decides=("metabolite_raised", "kidney_function_adequate", "folate_low", "egfr.adequate", "safety:metabolite_unread"),
          cites=("S22", "FACTS 1c")),
    Entry("R5", source_says="certain restrictive procedures",
          could_mean=("bypass operations only", "sleeve operations too", "bands too"),
          read_as="every weight-loss operation counts as malabsorption",
          why="a sleeve operation removes tissue that makes intrinsic factor, and records seldom say which operation was done",
          decides=("absorption_impaired",), cites=("S10", "S54")),
    Entry("R6", source_says="medicines as a cause (the article names none)",
          could_mean=("a medicine counts as malabsorption", "a medicine is a risk factor"),
          read_as="metformin and acid-suppressing medicines are risk factors. They do not meet the first indication",
          why="such a deficiency is usually corrected by mouth, and the cause can be removed",
          decides=("absorption_impaired", "indication_malabsorption", "safety:medicines"), cites=("FACTS 3", "MHRA")),
    Entry("R7", source_says="high-risk contexts",
          could_mean=("pregnancy only", "an open list"),
          read_as="pregnancy and breastfeeding count. Infants are referred to a specialist",
          why="pregnancy is the only context the article names",
          decides=("indication_pregnancy", "route_specialist"), cites=("S29", "S68")),
    Entry("R8", source_says="injections may be used when the metabolites are raised",
          could_mean=("a reason for treatment", "a reason for the injectable route"),
          read_as="raised metabolites are the fourth indication in the base guideline. In the NICE profile they confirm "
                  "deficiency, and the cause sets the route",
          why="the article names injections, NICE does not",
          decides=("indication_functional",), cites=("S22", "S63", "S89", "NICE 1.3")),
    Entry("R9", source_says="pernicious anaemia: tablets may not work",
          could_mean=("never by mouth", "high-dose tablets are possible"),
          read_as="injection is indicated. The US and Dutch profiles accept high-dose tablets; they are shown side by side",
          why="the sources genuinely disagree",
          decides=("indication_malabsorption", "route"), cites=("S6", "S33", "S51", "AAFP17", "NHG")),
    Entry("R10", source_says="a persistent cause raises urgency",
          could_mean=("a remark", "a higher class of urgency"),
          read_as="an irreversible cause with confirmed deficiency makes the urgency prompt",
          why="the article says this under its heading on urgency",
          decides=("urgency_prompt",), cites=("S70",)),
    Entry("R11", source_says="180 ng/L, printed as 133 pmol/L although it converts to 132.8",
          could_mean=("either printed figure", "one figure, converted"),
          read_as="a result is compared in the unit in which it was reported, with the limit printed in that unit",
          why="no patient crosses a limit because of a conversion",
          decides=("b12_deficient", "b12_borderline", "b12_unlikely"), verified="secondary", cites=("NICE 1.3 Table 1",)),
    Entry("R13", source_says="prompt treatment for neurological symptoms, nothing about a patient without any B12 result",
          could_mean=("treat at once", "wait for the result", "test at once"),
          read_as="the strict answer is unknown. The urgency is prompt: test today",
          why="this also follows from R2: an untested patient must not be called routine",
          decides=("untested_neurology", "urgency_prompt", "indication_neurological"), cites=("S14", "S58")),
    Entry("R14", source_says="neurological symptoms with a picture of deficiency; how clear the picture must be is not said",
          could_mean=("any risk factor", "a sign that another diagnosis cannot explain"),
          read_as="macrocytosis alone, or a risk of malabsorption alone that is not permanent, supports the second indication "
                  "only if no other named diagnosis explains the neurological picture",
          why="both are common in patients with other neurological diseases",
          decides=("picture_of_deficiency", "indication_neurological"), cites=("S13", "S14")),
    Entry("R15", source_says="a B12 level above the band makes deficiency unlikely; nothing about two levels that disagree",
          could_mean=("one high level is enough", "every measured level must be high"),
          read_as="deficiency is unlikely only if neither B12 test that was measured (total or active) is in or below its band. "
                  "Likewise, the result is borderline only if neither is deficient. A test that was not measured is presumed "
                  "not low, and the answer shows this. If one test is above the band, the other is not asked for. The answer "
                  "reports a pair in which one is deficient and the other above its band, and a total above 914 ng/L that no "
                  "recorded B12 explains. Neither report changes the answer",
          why="two results that disagree are a finding, not a reassurance; nor does a high level reassure",
          decides=("b12_unlikely", "b12_above_band", "b12_borderline", "b12_deficient", "safety:discordant_levels",
                   "safety:unexplained_high_level"),
          cites=("NICE 1.3 Table 1", "RUH", "FACTS 1d")),
    Entry("R16", source_says="a normal level can be misleading; nothing about tests that were not done",
          could_mean=("a missing test blocks the conclusion", "a missing test is taken as normal"),
          read_as="when B12 is above the band, a metabolite that was not measured is presumed not raised, and an antibody that "
                  "was not measured is presumed not positive. The answer shows both. The same holds for a metabolite known only "
                  "to be below a figure that is above its limit (<500 nmol/L). It does not hold for one known only to be above "
                  "a figure that is below its limit (>200 nmol/L), unless hardly any result is lower. A raised metabolite that "
                  "cannot be interpreted because of kidney function or folate keeps the answer open. Nitrous oxide and current "
                  "B12 replacement are never presumed: they are asked about",
          why="few patients have these tests, while the two questions cost nothing and can reverse the meaning of a level. A "
              "result given only as below a figure suggests deficiency even less than no result does. One given only as above a "
              "figure may be any higher value",
          decides=("b12_unlikely", "mma.least", "homocysteine.least"), cites=("CBLA", "NICE 1.3.3")),
    Entry("R17", source_says="a guideline for people over 16; nothing about an age that is not given",
          could_mean=("unknown", "an adult"),
          read_as="an unknown age is taken as adult, and the answer shows this",
          why="most patients are adults, and an unknown age would leave every age band open",
          decides=("under_16", "under_5", "under_2", "from_12_years", "from_15_years", "route_specialist"),
          cites=("NICE scope",)),
    Entry("R18", source_says="an allergy is a contraindication; nothing about an allergy that is not recorded",
          could_mean=("unknown blocks every injection", "absent until asked"),
          read_as="for the route, an allergy or a hereditary disorder that is not recorded is presumed absent. The answer shows "
                  "this, and it must be confirmed before the first dose. An allergy to a cobalamin product counts as an allergy "
                  "to the cobalamin",
          why="records seldom state that there is no allergy. The question stays on the plan",
          decides=("route_specialist", "safety:allergy"), cites=("SmPC", "FACTS 7")),
    Entry("R19", source_says="tablets fit mild deficiency with intact absorption",
          could_mean=("confirmed deficiency only", "also early deficiency and prevention"),
          read_as="if no indication is met, the route is also oral for a raised metabolite without symptoms and, as a "
                  "supplement, for a strict low-B12 diet. Without symptoms or anaemia, a metabolite that was not measured is "
                  "asked for in two cases only: after nitrous oxide, and where the level is not above the band and the blood "
                  "shows macrocytosis, hypersegmented neutrophils or a megaloblastic picture. One normal metabolite is then "
                  "enough",
          why="both need B12, and neither needs an injection. After nitrous oxide a level says nothing. NICE counts "
              "macrocytosis among the signs that call for further tests when a level is in the band. A film that was not "
              "reported shows none of these",
          decides=("route_oral", "route"), cites=("S43", "S71", "NICE 1.2", "NICE 1.3.3", "FACTS 2")),
    Entry("R20", source_says="suspected but not confirmed (the article offers no answer)",
          could_mean=("treat to be safe", "a trial of treatment", "no treatment yet"),
          read_as="if everything is known and no indication is met, no B12 treatment is given now: look for another cause, and "
                  "test again if symptoms persist. If the urgency is prompt or higher, look at once. Whether to give B12 "
                  "meanwhile is the clinician's decision. With an irreversible cause deficiency will come, and product "
                  "information allows prevention. With any other cause of impaired absorption it may come, and the answer says "
                  "to test again at intervals. In both cases the answer also says what is urgent",
          why="a trial of treatment is contested: BSH allows it, others do not",
          decides=("route", "deficiency_suspected"), cites=("BSH", "BC", "FACTS 2")),
    Entry("R23", source_says="infants of deficient mothers are an emergency; the article does not name them",
          could_mean=("the adult signs apply", "infants have signs of their own"),
          read_as="developmental regression counts as a neurological sign and as a red flag. Anaemia follows the WHO age bands. "
                  "Everyone under 16 is referred to a specialist. From 5 years of age, or if the age is unknown, nobody is "
                  "asked about this sign of infants. From 16 years, one on record belongs to childhood: it is reported but does "
                  "not count as a sign",
          why="an infant cannot report tingling, and delay harms development",
          decides=("neurological_involvement", "neurological_red_flag", "anaemia", "route_specialist"),
          cites=("UTD", "WHO24")),
    Entry("R25", source_says="pernicious anaemia is recorded and B12 deficiency is not",
          could_mean=("a cause only", "a cause and the deficiency"),
          read_as="a recorded diagnosis of pernicious anaemia, by its code or by its name in a case file, counts as a recorded "
                  "diagnosis of B12 deficiency. Autoimmune gastritis alone is only the cause. Refuted pernicious anaemia denies "
                  "the cause but not the deficiency",
          why="the diagnosis includes both, and its denial removes only one of them",
          decides=("b12_deficient", "records"), cites=("S8", "S53")),
    Entry("R33", source_says="Black ethnicity may change the range (NICE 1.3.13, seen in two readings that point in "
                             "opposite directions)",
          could_mean=("a higher limit", "a lower limit"),
          read_as="shown only as a caution; no limit is changed",
          why="the direction must be checked in the document itself before it is coded",
          decides=("b12_deficient", "b12_borderline", "b12_unlikely"), cites=("NICE 1.3.13", "NICE-lab", "NICE-nasgp")),
    Entry("R34", source_says="the combined indicator cB12 of four markers",
          could_mean=("a trigger", "supporting information", "left out"),
          read_as="not included",
          why="its coefficients are known only from memory",
          decides=("deficiency_confirmed",), cites=("FED15",)),
    Entry("R37", source_says="routine is everything else that needs treatment or tests",
          could_mean=("only treatment counts", "open questions count"),
          read_as="an answer that is still open is at least routine. So is an answer, strict or working, that says to ask or "
                  "to test again; what is to be asked stands before the working answer",
          why="an open answer needs a test or a question",
          decides=("urgency", "urgency_routine"), cites=("SPEC 4",)),
    Entry("R38", source_says="a level above the band makes deficiency unlikely; nothing about a deficiency diagnosed earlier",
          could_mean=("the level takes the diagnosis back", "the diagnosis stands"),
          read_as="a recorded diagnosis stands: while one is recorded, deficiency is not called unlikely",
          why="unrecorded treatment may have raised the level. The proofs found that both statements could hold at once",
          decides=("b12_unlikely",), cites=("SPEC 2",)),
    Entry("R39", source_says="in pregnancy total B12 alone never confirms",
          could_mean=("a low total says nothing", "a low total raises suspicion"),
          read_as="in pregnancy, a total B12 below the deficient figure raises suspicion until active B12 settles it. An active "
                  "B12 above its band settles it, unless a raised metabolite, macrocytosis, anaemia that low iron does not "
                  "explain, or a neurological sign is on record. With one of these, the two levels disagree as in any other "
                  "patient (R15). Without an active B12, the first line says to test it, and the working answer gives no B12 "
                  "only if that is not low. With one in the band it asks for a metabolite, and for another test",
          why="the proofs found a pregnant woman with the lowest total and no urgency at all. Another, whose active B12 was "
              "high, was sent for metabolites that no source asks for and was warned about her preventive folic acid. "
              "A third was told, as things stood: no B12 treatment",
          decides=("route", "suspicion", "active_settles_in_pregnancy", "b12_above_band", "b12_borderline",
                   "safety:discordant_levels"),
          cites=("NICE 1.3.2", "FACTS 1e", "SPEC 2")),
    Entry("R40", source_says="a patient already on injections is never told to stop because of a B12 level",
          could_mean=("a safety alert beside the route", "the route itself"),
          read_as="injections for an irreversible cause continue: the route is injection, even if no indication can be shown on "
                  "treatment. Other patients on injections or tablets are told to review the reason, never to stop. A patient "
                  "who takes tablets for an irreversible cause is told to continue. While absorption is impaired, the treatment "
                  "prevents deficiency, and the answer does not say that it lacks a reason. If the cause is recorded as dealt "
                  "with, the answer says what a review may lead to. A patient already on what the route asks for, injections or "
                  "tablets, gets no new dates. If a patient on injections must be seen the same day, the answer says so in "
                  "place of the day of the next dose; if nerves get worse, it says to reconsider the diagnosis and shorten the "
                  "interval. The answer does not say to continue what was stopped after the last dose, nor what the patient has "
                  "a recorded allergy to, even if the route is not settled: no dose before a specialist decides",
          why="a level on treatment hides the indication that was once there. A patient who gets worse must not read that the "
              "next dose is enough",
          decides=("continuing_injections", "route_injection", "route"), cites=("S90", "NICE 1.5")),
    Entry("R41", source_says="red flags are seen promptly; nothing about a red flag when B12 deficiency is unlikely",
          could_mean=("no urgency, for B12 is not the cause", "prompt, whatever the cause"),
          read_as="a neurological red flag that no other named diagnosis explains is at least prompt, whatever its cause "
                  "turns out to be",
          why="an answer about B12 must not read as if nothing were urgent",
          decides=("urgency_prompt",), cites=("S82", "RCEM")),
    Entry("R49", source_says="prompt, urgent, without delay; the article prints no time",
          could_mean=("no classes, one sentence", "classes without times", "classes with times of our own"),
          read_as="four classes: same day; prompt, within days and before further tests; routine; none for B12. A patient who "
                  "needs treatment, a specialist, a test or a question, or who has an irreversible cause, is at least routine",
          why="how soon is half the question. The times of every class are our own proposals",
          decides=("urgency", "urgency_prompt", "urgency_routine"), cites=("S13", "S70", "FACTS 4", "SPEC 4")),
    Entry("R50", source_says="a positive intrinsic factor antibody, with no diagnosis beside it",
          could_mean=("a test result until somebody diagnoses", "pernicious anaemia"),
          read_as="a positive intrinsic factor antibody is an irreversible cause, for life, whatever a later test says. A "
                  "negative one rules nothing out. A parietal cell antibody decides nothing",
          why="the first is highly specific but only half as sensitive. The parietal cell antibody is common in healthy older "
              "people",
          decides=("absorption_impaired_for_good",), cites=("BSH", "NICE 1.4", "FACTS 2")),
    Entry("R51", source_says="chronic inflammatory disease of the gut, at the clinician's discretion; long-term risk of "
                             "malabsorption",
          could_mean=("any disease of the gut", "diseases where B12 is absorbed", "a proven failure of absorption"),
          read_as="the diseases and operations of the list count, whether or not an absorption test was done. Crohn's disease "
                  "counts only in the ileum; coeliac disease counts treated or not. Colitis and irritable bowel do not count",
          why="B12 is absorbed in the ileum with the help of what the stomach and pancreas make. Absorption tests are no longer "
              "done",
          decides=("absorption_impaired", "indication_malabsorption"), cites=("S9", "S11", "S55", "S56", "FACTS 3")),
    Entry("R52", source_says="B12 bound in food is absorbed badly in old age and with little acid",
          could_mean=("malabsorption", "a reason for tablets"),
          read_as="not malabsorption for this purpose: the crystalline B12 in a tablet is absorbed",
          why="what fails is the release of B12 from food",
          decides=("absorption_impaired",), cites=("SPEC 1", "FACTS 3")),
    Entry("R53", source_says="tablets that did not work",
          could_mean=("any course of tablets", "a full dose for long enough"),
          read_as="failed means at least 1 mg a day for 3 months without response. A shorter course or a lower dose is reported "
                  "but does not decide",
          why="the first review is due at three months, and 1 mg is the lowest dose in malabsorption. Combining the two is our "
              "own choice",
          decides=("oral_not_feasible",), cites=("NICE-sps", "NICE-bmj", "SPEC 1")),
    Entry("R54", source_says="swallowing, stomach upset, adherence, supervision",
          could_mean=("a preference", "an obstacle as soon as it is recorded", "an obstacle once help has failed"),
          read_as="difficulty swallowing, repeated vomiting, tablets not tolerated, doubtful adherence and a need for "
                  "supervision count as soon as they are recorded. Nausea alone does not",
          why="whoever records an obstacle has seen one. What to do about it stays the clinician's choice",
          decides=("oral_not_feasible", "indication_oral_route"), cites=("S24", "S25", "S27", "S65", "S66", "NICE-draft")),
    Entry("R55", source_says="raised metabolites show functional deficiency",
          could_mean=("they confirm it by themselves", "they confirm it in a patient with symptoms or anaemia"),
          read_as="with a symptom or anaemia, raised metabolites confirm deficiency at any B12 level. Alone they lead to tablets",
          why="the article mentions them together with a clinical picture",
          decides=("deficiency_confirmed",), cites=("S21", "S23", "S62", "NICE 1.3")),
    Entry("R56", source_says="low folate, low iron",
          could_mean=("the laboratory's range", "one figure for all", "a higher ferritin where there is inflammation"),
          read_as="serum folate below 7 nmol/L (3 ug/L) and ferritin below 30 ug/L, or the deficiency recorded. Inflammation "
                  "changes neither figure",
          why="inflammation is not one of the facts used here. A laboratory may enter its own figures",
          decides=("folate_low", "iron_low", "folate.low", "ferritin.low"), cites=("FACTS 1d",)),
    Entry("R59", source_says="the pill, folate deficiency and some diseases lower total B12 without deficiency",
          could_mean=("another figure", "the level does not count", "a caution beside the level"),
          read_as="a caution only, for the pill and for low folate: the figure does not change. Only in pregnancy does a low "
                  "level not confirm deficiency by itself. HIV and myeloma are not asked about",
          why="no source gives a figure, and a dismissed low level does more harm than a second test. A caution alone is no "
              "reason to put such a diagnosis on a card",
          decides=("safety:contraceptive", "safety:folate", "b12_deficient"), cites=("FACTS 1e", "NICE 1.3.2")),
    Entry("R60", source_says="in pregnancy total B12 alone does not confirm deficiency",
          could_mean=("only active B12 confirms", "a second sign beside the low total confirms too"),
          read_as="active B12 confirms by itself. A low total confirms if there is also a raised metabolite, macrocytosis, "
                  "anaemia that iron does not explain, or a neurological finding. Breastfeeding does not change how a low total "
                  "is read",
          why="a pregnant woman with a second sign must not wait for a test that few laboratories offer",
          decides=("b12_deficient",), cites=("NICE 1.3.2", "SPEC 2", "FACTS 1e")),
    Entry("R61", source_says="in pregnancy injections may be preferred: confirmed, at risk of malabsorption, or with "
                             "marked symptoms",
          could_mean=("all three together", "any one of them", "a preference the woman decides"),
          read_as="confirmed deficiency is enough. Suspected deficiency is enough if absorption is impaired or there is a "
                  "neurological finding. Either is prompt",
          why="certainty and speed matter most here, and the article lists its reasons side by side",
          decides=("indication_pregnancy", "urgency_prompt"), cites=("S29", "S30", "S68", "SPS-preg")),
    Entry("R62", source_says="whom to suspect: a symptom and a risk factor together (NICE); nothing (the article)",
          could_mean=("a symptom and a risk factor", "a result or a cause that points to B12", "any symptom"),
          read_as="suspicion needs a result or a cause: a level in the band, macrocytosis that folate does not explain, the "
                  "blood film, impaired absorption, nitrous oxide or a strict diet. Symptoms or anaemia alone are routine: "
                  "test. Medicines, age, family history and other autoimmune disease alone do not raise suspicion",
          why="almost everyone has a symptom or a medicine. A test answers what is merely possible",
          decides=("suspicion", "deficiency_suspected", "urgency_routine"), cites=("NICE 1.2.5", "NICE 1.2.6", "SPEC 2")),
    Entry("R63", source_says="several answers at once (nothing about their order)",
          could_mean=("all of them", "the first that applies"),
          read_as="the first that applies, in this order: a specialist, injections, tablets, no B12 treatment",
          why="a patient who must not be treated here is referred first. What is safest comes before what is easier",
          decides=("route",), cites=("SPEC 4",)),
    Entry("R64", source_says="injections beside other risks: INR above range, reduced kidneys, infancy, few platelets",
          could_mean=("the patient's own range", "one figure for all", "the clinician's view"),
          read_as="INR above 3, an eGFR below 60, an age under 2 years, platelets below 50. With such platelets or a bleeding "
                  "disorder, nothing is injected into the muscle before the patient is assessed, no card recommends it, and the "
                  "first line that calls to a dose says so",
          why="the patient's target range is not one of the facts used here. The sources name the risk but, except for "
              "platelets, no figure",
          decides=("safety:inr", "safety:aluminium", "safety:benzyl_alcohol", "safety:bleeding", "safety:anticoagulant",
                   "inr.above_range"),
          cites=("SPS-IM", "FDA", "FACTS 7", "SPEC our judgement")),
    Entry("R65", source_says="never folic acid alone while B12 deficiency is untreated or not excluded",
          could_mean=("a warning with confirmed deficiency", "a stop until B12 is shown to be enough or is given"),
          read_as="a stop, both for folic acid that is taken and for a low folate that may be treated, until deficiency is "
                  "unlikely or B12 is given. B12 that is not recorded counts as not given. For prevention in pregnancy see R94",
          why="the blood recovers and the nerves do not",
          decides=("safety:folic_acid_alone", "safety:folate_low_untreated_b12"), cites=("FDA", "SmPC")),
    Entry("R66", source_says="medicines that lower B12; every source lists different ones",
          could_mean=("those all sources share", "those of NICE", "everything that was ever reported"),
          read_as="metformin, proton pump inhibitors, H2 blockers, colchicine, phenobarbital, primidone, topiramate, pregabalin "
                  "and colestyramine. Not included are the antibiotics, antimetabolites and others that disturb a test or are "
                  "seldom seen",
          why="many people take these for years. The others are left to the clinician",
          decides=("safety:medicines",), cites=("NICE-pulse", "MHRA", "FACTS 7")),
    Entry("R67", source_says="which test first: total or active B12, then the metabolites, then the antibody; nothing on "
                             "questions",
          could_mean=("the order of the guideline", "the cheapest first", "the likeliest to decide first"),
          read_as="questions first, then examination, then tests in the guideline's order. Metabolites come first after nitrous "
                  "oxide, active B12 first in pregnancy, before the blood count, even if either stands in words alone. Where "
                  "deficiency is confirmed the metabolites come last, after the antibody: its cause is looked for. Only what "
                  "can still change the answer is offered",
          why="a question costs nothing. The numbers that set the order are our own, and are not prices",
          decides=("next_tests",), cites=("NICE 1.3.1", "NICE 1.3.2", "NICE 1.3.3", "NICE 1.4", "FACTS 2")),
    Entry("R164", source_says="bloods are taken before the first injection (nothing on a test whose result is registered or "
                              "preliminary)",
          could_mean=("not measured: order it", "on its way: ask for it"),
          read_as="on its way: ask for it. The test stays in its place in the list of what comes next, with the words that it was "
                  "sent already, and no card offers to order it, or the metabolite that would answer the same. A cancelled result "
                  "is no such result",
          why="a second tube costs a patient a needle, and the answer was waiting in the laboratory",
          decides=("next_tests", "cards"), cites=("SPEC 2", "SPEC our judgement")),
    Entry("R167", source_says="a metabolite raised by the kidneys or by low folate tells nothing (nothing on a level in the band "
                              "beside it)",
          could_mean=("told among the safety lines", "told in the first line too"),
          read_as="told in the first line too. If the level is in the band, a raised metabolite cannot be read and active B12 is "
                  "not measured, the first line says that active B12 tells more. The answer does not change (R4)",
          why="as things stood, an old woman with kidney disease, a level in the band and a raised methylmalonic acid was to have "
              "no B12, as if nothing had been found",
          decides=("route",), cites=("FACTS 1c", "R4", "SPEC our judgement")),
    Entry("R145", source_says="a level above the band makes deficiency unlikely; nothing on hereditary disorders of B12 uptake "
                              "or metabolism",
          could_mean=("the level counts for them too", "no level makes deficiency unlikely"),
          read_as="with a hereditary disorder on record, no level makes deficiency unlikely. A level above the band withdraws "
                  "neither the suspicion nor what follows from it: a red flag is still seen the same day, and folic acid is not "
                  "given alone. A disorder that is not recorded is presumed absent, and the answer shows this",
          why="in most of these disorders the cells cannot use the B12 that the laboratory finds in the blood. The cards "
              "already said so (R88), but the answer did not",
          decides=("b12_unlikely",), cites=("SPEC 4", "R18", "R88", "SPEC our judgement")),
    Entry("R153", source_says="confirmed deficiency with pernicious anaemia; nothing on a level that the antibody itself makes "
                              "normal",
          could_mean=("a level or a metabolite must show it", "the antibody with the blood it explains is enough",
                      "the antibody alone is enough"),
          read_as="a positive intrinsic factor antibody with anaemia and either macrocytosis, a megaloblastic picture or "
                  "hypersegmented neutrophils is the first indication, whatever the level, and prompt unless injections are "
                  "on record. Only a normal methylmalonic acid speaks against it, whatever the kidneys, which only raise it. "
                  "Without anaemia, or any of the three, a level or a metabolite must show the deficiency, as before (R120)",
          why="the assay reads falsely normal in a third to a half of such sera. Where poor kidneys made the metabolites "
              "unreadable too, a patient with pernicious anaemia and a megaloblastic marrow was told that no deficiency was shown. "
              "BSH does not wait for a test that disagrees with a clear picture, and B12 is needed for life in any case",
          decides=("antibody_and_blood", "indication_malabsorption", "urgency_prompt", "safety:long_term"),
          cites=("BSH", "BSH key recommendation 4", "CBLA", "FACTS 1e")),
)  # fmt: skip
