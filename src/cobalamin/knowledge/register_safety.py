"""How hazards are read where the specification is silent: entries R of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS = (
    Entry("R97", source_says="potassium before the first dose in severe anaemia, replaced if low; no figure, and nothing on a "
                             "low potassium without severe anaemia",
          could_mean=("measure it in severe anaemia, and leave a low value to the laboratory", "warn below a figure, in everybody"),
          read_as="measure it in severe anaemia; no figure is printed. Where potassium is to be measured, the value on record "
                  "is shown with its day",
          why="none of our sources gives a figure, and a figure without a source does not count",
          decides=("safety:potassium",), cites=("FDA", "FACTS 7")),
    Entry("R98", source_says="an allergy to a cobalamin or to cobalt blocks the injection; nothing about tablets",
          could_mean=("tablets are allowed", "no cobalamin at all before a specialist has seen the patient"),
          read_as="no cobalamin at all before a specialist has seen the patient. A patient who is allergic and needs B12 by "
                  "either route is referred to a specialist, and the block names both ways of giving it. If B12 by mouth is on "
                  "record, the block asks whether it is taken without a reaction, which the specialist has to know: this answer "
                  "neither stops nor continues it. An allergy that nobody confirmed, or that stands in words alone, leaves the "
                  "answer as it is; a card asks before B12 is given, and drafts none",
          why="a tablet holds the same substance. An answer that says tablets beside a block would contradict itself",
          decides=("safety:allergy", "route_specialist"), cites=("SmPC", "FACTS 7", "SPEC our judgement")),
    Entry("R102", source_says="never cyanocobalamin with Leber's disease; nothing about one that is not confirmed, or in words",
          could_mean=("any product until it is confirmed", "no cyanocobalamin before it is settled"),
          read_as="no cyanocobalamin before it is settled. The answer stays as it is and asks. No plan and no draft is "
                  "cyanocobalamin or unspecified B12, and a card asks before one is given; hydroxocobalamin is right either "
                  "way. If B12 is given, or is to be given, the first line says so, whether the diagnosis is settled or not. If "
                  "a patient on injections receives the wrong product, or one that may be wrong, opening the record shows a "
                  "card. In a list, which has no column for it, it is read where it stands as a cause. An optic neuropathy or "
                  "atrophy recorded without a cause is asked about where cyanocobalamin is ordered; glaucoma, ischaemia, "
                  "inflammation, pressure, poison, lack of food and another inherited disease by its name are causes. One called "
                  "hereditary and no more is asked about as Leber's disease",
          why="lost sight does not come back, and the other product replaces B12 just as well",
          decides=("safety:leber",), cites=("FDA", "SmPC", "SPEC our judgement")),
    Entry("R158", source_says="Leber's disease in the patient or the family; infants of deficient mothers (nothing on how a "
                              "record's family history is read)",
          could_mean=("not at all", "as the patient's own", "as something to ask about"),
          read_as="as something to ask about. In FHIR's `FamilyMemberHistory`, Leber's disease and a hereditary disorder of B12 in "
                  "a relative by blood leave the patient's own question open, so no cyanocobalamin is given before it is settled "
                  "(R102). A mother's B12 deficiency, its lasting causes and a diet without B12 count for a small child alone "
                  "(R23). Relatives by marriage, adoption or fostering do not count, nor an entry made in error. Everything else a "
                  "relative has is passed over. Relatives are known by HL7's codes or by common words",
          why="a brother's lost sight is the warning that the patient has not had yet, and a relative's diagnosis must not become "
              "the patient's",
          decides=("records",), cites=("FDA", "R23", "R79", "R102", "SPEC our judgement")),
    Entry("R146", source_says="a note in free text beside an injection of B12, or in a list of injections (nothing on what it "
                              "says)",
          could_mean=("nothing", "what it says", "a question, where it speaks against the next dose"),
          read_as="a note is asked about where it speaks against the next dose, and is used for nothing else. If a note on a "
                  "B12 product, or a cell in a column of a list that is not read, names a reaction or signs of one after a dose "
                  "(a rash, hives, a swollen face), it is asked about as an allergy in words is (R98), so nobody is called to a "
                  "dose before that. A death that such a cell may report, or that a status, an interval or a day that is not "
                  "understood may report, is asked about before anybody is called (M44). Doses at home (R159), or given "
                  "elsewhere, that a cell or a note on an order of injections tells of are asked about too. In a list with one "
                  "row per patient, a note "
                  "is reported, to be read before the next dose, if it may say that injections ended, wait or are given "
                  "elsewhere, or if it mentions the nerves, the eyes, a pregnancy, bleeding, another dose or another interval. "
                  "In a table with one row per entry, so is a note of any dose that mentions a risk of bleeding or Leber's "
                  "disease, and "
                  "the note of the last dose if it mentions the nerves or that the patient does not want injections. The note of "
                  "a stop, of a "
                  "hold or of a dose that was not given is its reason, if no other is recorded. "
                  "A denial, a warning, an emergency kit kept ready and what happened to somebody else do not count",
          why="a patient listed with an anaphylaxis and the words not to give it was called to the next dose. Whatever else "
              "stands in a note is too vague to decide by",
          decides=("records",), cites=("R98", "M44", "SPEC our judgement")),
    Entry("R159", source_says="self-injection is possible (nothing on doses that nobody here gives or records)",
          could_mean=("overdue like anybody", "on no list", "asked about before another dose"),
          read_as="asked about before another dose. If an order for injections in force, or an entry that they are taken, says "
                  "in its dosage or a note that the patient injects at home, or any other entry about B12 says so in its words, "
                  "the list first asks when the last dose was. So does the card of a late dose. It does not hold if the words "
                  "deny it or only plan it. The days still run from "
                  "the doses on record",
          why="a patient who injects at home would be overdue for ever, called in vain, or injected twice",
          decides=("records",), cites=("M34", "R132", "SPEC our judgement")),
    Entry("R170", source_says="the six indications and the plans (nothing on patients near the end of life)",
          could_mean=("due like anybody", "on no list", "asked about before the next dose"),
          read_as="asked about before the next dose: whether injections are still wanted. This holds if a diagnosis or an "
                  "observation says in words that the patient is in palliative care; a note beside the last dose of a table that "
                  "says so is read first. The card of a late dose says it too. A palliative operation, irradiation or chemotherapy "
                  "alone does not count, nor does a denial or a relative. The days still run, and the plan does not change",
          why="a patient in the last days of life was invited to an injection. Whether it still relieves is for those who know the "
              "patient",
          decides=("records", "cards"), cites=("M34", "R146", "SPEC our judgement")),
    Entry("R162", source_says="never folic acid alone while B12 deficiency is untreated or not excluded (nothing on where that "
                              "is told)",
          could_mean=("among the safety lines", "in the first line too"),
          read_as="in the first line too, beside every route, where the rule stops folic acid that is taken or that a low folate "
                  "calls for, if anything on record points to B12 deficiency: a level, a symptom, the blood, a cause, or a "
                  "finding to be asked about. Where nothing does, or a level above the band stands against it and neither nerve "
                  "signs nor anything else makes that level misleading (R88), it stands among the safety lines alone. In "
                  "pregnancy, also in words, both places add that it is not left out (R94); otherwise the rule adds it of folic "
                  "acid given for another reason, such as methotrexate. The line says to test or treat B12 too. The route does not "
                  "change",
          why="an answer that left the route open said it below everything else, and folic acid went on beside numb feet. In the "
              "first line of every woman who takes it before a pregnancy it would read as a call to leave it out, and so it "
              "would for sickle cell disease or with methotrexate",
          decides=("route",), cites=("FDA", "SmPC", "R65", "R94", "SPEC our judgement")),
    Entry("R99", source_says="prompt for severe deficiency once it is confirmed; nothing about a failing marrow before that",
          could_mean=("routine until a test confirms", "prompt where the blood or a cause points to B12"),
          read_as="prompt where the blood or a cause points to B12. Moderate anaemia or worse, or pancytopenia, is prompt "
                  "beside a total B12 below the deficient figure (which in pregnancy confirms nothing alone), a megaloblastic "
                  "film or marrow, or a known irreversible cause. It is not prompt for this reason if deficiency is unlikely or "
                  "B12 is already injected. The route stays open",
          why="an assay may be falsely normal in a third to a half of sera with the antibody. A failing marrow must not wait "
              "among the routine tests for the methylmalonic acid that confirms deficiency",
          decides=("pressing_blood", "urgency_prompt"),
          cites=("CBLA", "BSH key recommendation 4", "CKS", "SPS-preg", "SPEC our judgement")),
    Entry("R109", source_says="no cobalamin with an allergy to it; never stop injections for an irreversible cause",
          could_mean=("give none", "do not stop", "the next dose waits, and the treatment does not end"),
          read_as="the next dose waits, and the treatment does not end. Both are blocks. Beside the allergy, the second says "
                  "that this ends nothing for good and that a specialist must be seen before the next dose is due",
          why="two blocks that contradict each other leave the reader to choose",
          decides=("safety:never_stop",), cites=("SmPC", "NICE 1.5", "SPEC our judgement")),
    Entry("R118", source_says="1 mg twice a year for a dietary cause; nothing about a patient whom a full oral dose did not help",
          could_mean=("a dietary cause all the same", "another cause beside the diet"),
          read_as="another cause beside the diet. The plan is the usual one, every 2 to 3 months, and it says to look for "
                  "malabsorption or another diagnosis",
          why="at least 1 mg a day for 3 months makes up for any diet. What that does not correct, two injections a year do not "
              "correct either",
          decides=("regimen:uk.hydroxocobalamin.dietary",), cites=("BNF", "NICE-sps", "SPEC our judgement")),
    Entry("R147", source_says="1 mg twice a year for a dietary cause; nothing about pregnancy and breastfeeding",
          could_mean=("twice a year for them too", "the usual plan, for as long as a child depends on it"),
          read_as="the usual plan, for as long as a child depends on it: every 2 to 3 months in pregnancy and while "
                  "breastfeeding, in the plan and on the list, even if an order in force says twice a year",
          why="if a woman is loaded in mid-pregnancy, her next dose would come after the birth. The child has only what the "
              "mother has, and product information prints 2 to 3 months for strict vegans too",
          decides=("regimen:uk.hydroxocobalamin.dietary",), cites=("BNF", "SmPC", "R61", "R68", "SPEC our judgement")),
    Entry("R119", source_says="injections are indicated (nothing on what remains for a patient who declines them)",
          could_mean=("nothing is said", "tablets stand beside the injections as an equal",
                      "tablets are mentioned as what remains"),
          read_as="tablets are mentioned as what remains. A plan of injections ends with the lowest oral dose in malabsorption, "
                  "reviewed early, and with what the guidelines that allow it prefer. It does not if tablets are not possible "
                  "either, or with Leber's disease",
          why="a patient who is afraid of the needle would otherwise have nothing. AAFP and NHG treat by mouth, and NICE prints "
              "the lowest dose",
          decides=("regimen:oral.malabsorption",), cites=("AAFP17", "NHG", "NICE-bmj", "SPEC 5")),
    Entry("R120", source_says="automated assays are falsely normal in a third to a half of sera with the antibody",
          could_mean=("no level counts beside the antibody", "a caution beside the level", "nothing where the level is high"),
          read_as="a caution beside the level. The answer does not change. Beside a positive antibody and a total B12 that is "
                  "not low, it says which tests tell more, until a normal methylmalonic acid is on record or B12 is given",
          why="the deficiency that is to be prevented may already be there, and one test tells",
          decides=("safety:antibody_and_level",), cites=("CBLA", "FACTS 1e", "SPEC our judgement")),
    Entry("R121", source_says="an infant of a deficient mother is an emergency if it has symptoms; nothing on the mother's "
                              "answer",
          could_mean=("the answer is about the mother", "the answer also reminds the reader of the child"),
          read_as="the answer also reminds the reader of the child. If B12 is needed and a child is breastfed, it says to ask "
                  "how the child feeds and develops, and that a child with symptoms is seen the same day",
          why="nobody else may have thought of the child, and delay harms its development",
          decides=("safety:breastfed_child",), cites=("UTD", "FACTS 4", "SPEC our judgement")),
    Entry("R171", source_says="a laboratory's comment beside a result, in its flag, in the conclusion of its report or in a table: "
                              "haemolysed, insufficient, contaminated, interference, please repeat; or: patient receives B12 "
                              "injections",
          could_mean=("nothing that is read", "no result that has one counts", "the reassuring result alone does not count"),
          read_as="a level, a metabolite, a haemoglobin, a mean corpuscular volume or an antibody that speaks against deficiency "
                  "does not count if the comment says of this sample that the result is not to be relied on; the answer quotes "
                  "it and asks for another sample, or for methylmalonic acid where it names an interference with the assay of "
                  "B12. A result that presses, or lies in the band, counts with the comment beside it, and so does every other "
                  "result. So does one whose comment says slightly, or to interpret it with caution. A comment that is denied, "
                  "that speaks of what may be in general, of samples or patients as such, of a control later or of another test "
                  "changes nothing. Injections of which a comment tells "
                  "are asked about. The property of a specimen that the core data set of German university hospitals sends as a "
                  "modifier extension is such a comment. Such a level is in the first line, and opens a card beside a sign, a "
                  "symptom or anaemia. Read in English, German, Spanish and French",
          why="a level from a haemolysed sample ruled a deficiency out. A low level with such a comment must still reach "
              "somebody, and most comments are printed under every result",
          decides=("records",), cites=("SPEC 1", "FACTS 1e", "R120", "R146", "SPEC our judgement")),
)  # fmt: skip
