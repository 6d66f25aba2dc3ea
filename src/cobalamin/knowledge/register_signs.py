"""How signs in blood and body are read, and how bad they are: entries R of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS = (
    Entry("R3", source_says="substantial anaemia",
          could_mean=("any anaemia", "moderate or worse", "severe only"),
          read_as="moderate anaemia or worse (WHO). Milder anaemia counts if it comes with fatigue, breathlessness, poor "
                  "exercise tolerance or loss of function",
          why="the article links anaemia to its impact on the patient",
          decides=("indication_severity", "anaemia_moderate"), cites=("S17", "S60", "WHO24 severity")),
    Entry("R22", source_says="a haematocrit without a haemoglobin",
          could_mean=("not usable", "an estimate of haemoglobin"),
          read_as="haemoglobin (g/L) is taken as 3.3 times the haematocrit (%). It is marked as an estimate wherever it "
                  "decides, and it outweighs a diagnosis of anaemia. It is not used where a laboratory calls the haemoglobin "
                  "low without giving the figure",
          why="an estimate is better than no answer, and it is never shown as a measurement",
          decides=("anaemia", "anaemia_moderate", "anaemia_severe", "records"), cites=("SPEC 1",)),
    Entry("R26", source_says="moderate and severe anaemia in pregnancy and in small children",
          could_mean=("the adult bands", "bands of their own"),
          read_as="in pregnancy, moderate is below 100 g/L and severe below 70 g/L. Children under five have bands of their own",
          why="WHO grades anaemia this way; the grades are from memory",
          decides=("anaemia", "anaemia_moderate", "anaemia_severe", "hb.moderate", "hb.moderate_pregnant",
                   "hb.moderate_infant", "hb.severe", "hb.severe_pregnant"),
          cites=("WHO24 severity",)),
    Entry("R30", source_says="mental symptoms are among the effects of deficiency",
          could_mean=("depression is neurological involvement", "depression alone is not"),
          read_as="depression alone is not neurological involvement; psychosis, confusion and memory problems are",
          why="depression is common and usually has another cause. It stays visible in the explanation",
          decides=("neurological_involvement",), cites=("FACTS 4",)),
    Entry("R42", source_says="severe deficiency; no source grades a B12 level as severe",
          could_mean=("the blood count alone says severe", "a very low level says it too", "the clinician's view"),
          read_as="a total B12 below 100 ng/L with symptoms counts as severe, as the blood count and loss of function do",
          why="a patient with symptoms and almost no B12 should not have to wait for anaemia. The figure is our own",
          decides=("indication_severity", "b12.total.severe"), cites=("S16", "S19", "SPEC our judgement")),
    Entry("R43", source_says="pancytopenia, without figures",
          could_mean=("only where somebody recorded it", "three low cell lines by the laboratory's range",
                      "three low cell lines by fixed figures"),
          read_as="recorded in words, or anaemia with white cells below 4.0 and platelets below 150. If all three counts are "
                  "known, the figures decide",
          why="a count is used where there is one. The two figures are in common use; we have not seen them in a source",
          decides=("pancytopenia", "white_cells.low", "platelets.low"), cites=("FACTS 1d", "SPEC 2")),
    Entry("R44", source_says="laboratory results that fit significant deficiency; everyday function lost",
          could_mean=("the B12 level", "anaemia only", "any sign of failing blood formation, or of failing function"),
          read_as="pancytopenia and a recorded picture of haemolysis count like moderate anaemia. Where there is no anaemia, "
                  "haemolysis is presumed absent, and the answer shows this. A marked loss of function counts by itself. "
                  "Bilirubin and LDH are not used, and a single low cell line does not count",
          why="the article pairs blood and function. A raised LDH alone has too many causes",
          decides=("indication_severity",), cites=("S18", "S19", "FACTS 4")),
    Entry("R45", source_says="symptoms of deficiency (the article names some, the guidelines more)",
          could_mean=("only those the article names", "everything any source lists", "those that point to blood or nerves"),
          read_as="a neurological finding, fatigue, poor exercise tolerance, breathlessness, a sore tongue or a marked loss of "
                  "function. Mood, weight and hair alone do not count",
          why="with a symptom, a raised metabolite confirms deficiency. So a symptom must be something that deficiency causes",
          decides=("symptomatic",), cites=("S18", "S46", "NICE 1.2", "SPEC 2")),
    Entry("R46", source_says="neurological symptoms: numbness or tingling, balance, gait, memory and concentration",
          could_mean=("these four", "every neurological sign a guideline lists"),
          read_as="all fourteen findings of the list, including signs on examination, weakness, sight, bladder, bowel and "
                  "psychosis",
          why="the article leaves out the most serious ones. A patient who has them must not be treated as if the nerves were "
              "well",
          decides=("neurological_involvement",), cites=("S13", "S58", "FACTS 4")),
    Entry("R47", source_says="severe, rapidly worsening or red-flag symptoms need prompt care; none is named",
          could_mean=("cord disease only", "every neurological symptom", "a list, and anything that is getting worse"),
          read_as="spinal cord disease, weakness, bladder or bowel, sight, psychosis, acute confusion, regression in an infant, "
                  "and any neurological finding that is getting worse",
          why="emergency sources name these, or what is lost may not come back",
          decides=("neurological_red_flag",), cites=("S44", "S82", "RCEM", "UTD", "FACTS 4")),
    Entry("R48", source_says="urgent; no source here prints what must be seen the same day",
          could_mean=("red flags only", "red flags, failing circulation and failing marrow", "any severe anaemia"),
          read_as="a red flag with suspected deficiency; severe anaemia with heart failure, angina or fainting; haemoglobin "
                  "below 70 g/L by itself; pancytopenia with fever or bleeding; nitrous oxide with any neurological sign",
          why="each can kill or disable within days. The figure of 70 and the wording are our own. An unstable circulation is "
              "not one of the facts used here",
          decides=("urgency_same_day", "cardiac_compromise", "hb.same_day"), cites=("RCEM", "UTD", "FACTS 4", "SPEC 4")),
    Entry("R57", source_says="haemoglobin is adjusted for altitude and smoking (WHO); nothing below six months of age",
          could_mean=("adjust", "do not adjust, and say so"),
          read_as="not adjusted: neither altitude nor smoking is one of the facts used here, so anaemia may be missed in "
                  "smokers and at altitude. Under six months the band for 6 to 23 months is used",
          why="a site at altitude enters its own figures. Infants are referred to a specialist whatever their count",
          decides=("anaemia", "anaemia_moderate", "anaemia_severe"), cites=("WHO24",)),
    Entry("R58", source_says="haemoglobin bands by sex; records hold an administrative sex",
          could_mean=("the recorded sex", "unknown where it is neither female nor male", "one band for all"),
          read_as="the recorded sex is used. If it is missing, other or unknown, it stays unknown, and anaemia is then answered "
                  "only where both bands agree",
          why="a wrong band is worse than a question",
          decides=("anaemia",), cites=("WHO24", "SPEC 1")),
    Entry("R149", source_says="an infant of a deficient mother is an emergency if it has symptoms; nothing on which symptoms, "
                              "or on a small child whose own deficiency was measured",
          could_mean=("loss of development alone", "any symptom, and anaemia"),
          read_as="under 2 years, confirmed deficiency with anaemia or any symptom on record is seen the same day. The "
                  "examination and the questions name what to look for in a small child, and nobody asks about alcohol",
          why="the mother's answer says that a child with symptoms is seen the same day. The child's own answer said within "
              "days, at a haemoglobin of 81 g/L. Delay harms development",
          decides=("infant_with_signs", "urgency_same_day", "next_tests"),
          cites=("UTD", "FACTS 4", "R23", "R121", "SPEC our judgement")),
    Entry("R154", source_says="severe anaemia has another figure in pregnancy; nothing on a pregnancy that nobody recorded",
          could_mean=("the grade stays unknown", "graded as in pregnancy", "graded as outside pregnancy"),
          read_as="as long as no pregnancy is recorded, severe anaemia is graded as outside pregnancy, below 80 g/L, and the "
                  "answer shows this. A recorded pregnancy keeps its own figure",
          why="a woman who fainted at a haemoglobin of 74 g/L was not seen the same day, and nobody was told to measure "
              "potassium, only because nobody had written that she was not pregnant",
          decides=("anaemia_severe",), cites=("WHO24 severity", "R26", "SPEC our judgement")),
    Entry("R160", source_says="B12 deficiency, anaemia, large red cells, low folate or iron, chronic kidney disease (nothing on "
                              "diagnoses in words alone)",
          could_mean=("the fact", "nothing", "a question, by name where it would change the answer"),
          read_as="a question, as other findings in words are (R79): asked about, and by name in the first line if it would change "
                  "the answer as things stand. The word anaemia gives way to a haemoglobin, and macrocytosis to a mean cell "
                  "volume. Both are too old after 12 months, even if they are said to be active. Chronic kidney disease of "
                  "stage 1 or 2 does not count. E53.8 stays a suspicion (R29), but words beside it that name B12 "
                  "deficiency are asked about. A sign, a symptom, a pregnancy, anaemia or pancytopenia in words that the record "
                  "says is over is not asked about. Nor is a pregnancy at an age at which none is presumed (R35)",
          why="a patient on dialysis, in words alone, had severe deficiency by a metabolite that the kidneys raise. "
              "\"Vitamin B12 deficiency\" in words was reported as unmapped, beside an answer of no B12 treatment",
          decides=("records",), cites=("R4", "R29", "R79", "SPEC our judgement")),
)  # fmt: skip
