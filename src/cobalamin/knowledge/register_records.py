"""How records are read before any rule sees them: entries R of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS = (
    Entry("R21", source_says="a result in words (low, normal, high)",
          could_mean=("not usable", "the coarse limit of the definition"),
          read_as="a word is read at the coarse limit of the definition. A normal haemoglobin is not anaemia. The graded "
                  "definitions stay unknown",
          why="a word says whether, never how much",
          decides=("b12_deficient", "anaemia", "anaemia_moderate", "anaemia_severe", "macrocytosis", "metabolite_raised",
                   "records"),
          cites=("SPEC 1",)),
    Entry("R24", source_says="a result without a date",
          could_mean=("current", "missing"),
          read_as="in a hand-written case file it is taken as current, and the answer shows this. Beside a dated result that "
                  "counts it may be from any time, so if the two differ neither counts (R76). In a health record it is treated "
                  "as missing, with that reason",
          why="whoever writes a case file means now, and today's low level must not be dropped in favour of last year's. A "
              "record covers many years",
          decides=("b12_deficient", "b12_unlikely", "metabolite_raised", "anaemia", "records"), cites=("SPEC 1",)),
    Entry("R27", source_says="ileal resection, coded without its extent",
          could_mean=("complete", "partial"),
          read_as="it counts as partial: absorption is impaired but not called permanent",
          why="a code must not create a lifelong cause. The extent is worth asking about",
          decides=("absorption_impaired", "absorption_impaired_for_good", "records"), cites=("FACTS 3",)),
    Entry("R28", source_says="a treatment record (the sources assume a tidy one)",
          could_mean=("refuse untidy records", "guess without saying so", "a stated rule for each kind of problem"),
          read_as="each kind of problem has a stated rule: the entries M of this register",
          why="untidy records are the normal case in a recall list",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("R29", source_says="the code E53.8 alone",
          could_mean=("a diagnosis of B12 deficiency", "a suspicion"),
          read_as="the code is a suspicion until a B12 result, an order or a text supports it",
          why="its inclusion terms also cover biotin, folate and pantothenic acid, and D51 excludes it",
          decides=("b12_deficient", "deficiency_suspected", "records"), verified="primary", cites=("ICD10CM",)),
    Entry("R31", source_says="raised (the sources print different limits for the metabolites)",
          could_mean=("one limit for all", "the limit of the laboratory that measured"),
          read_as="a metabolite is read against the reference range reported with the result, in any unit and even if the range "
                  "is only a text. Of several ranges, the one called normal is used. The default limit is used only if there is "
                  "no range, if there are several and none can be chosen, or if the range is for treated patients. The figure "
                  "is shown, and followed over time, where the range and the default limit agree",
          why="limits differ by method and age, and NICE prints none",
          decides=("metabolite_raised", "records"), verified="secondary", cites=("FACTS 1c", "DKRI")),
    Entry("R32", source_says="a sample taken after an injection",
          could_mean=("usable", "unusable for some days", "never usable"),
          read_as="total B12, active B12 and antibody drawn within 14 days after an injection are unusable. So are those drawn "
                  "on the day of the injection, because nobody says which came first. One exception is a low level of that day: "
                  "blood is drawn and the first dose given at once, and an injection only lifts a level, so without it the "
                  "level would be at most that. On any replacement a B12 level can never rule deficiency out. Nor can one drawn "
                  "on replacement that has ended since (tablets to their end, injections for twelve months): without it the "
                  "level would be at most that. While B12 by injection or by mouth goes on, or injections were stopped for no "
                  "valid reason, a level that is not low does not cancel one drawn before the treatment. Among the levels drawn "
                  "before and the low levels, the latest counts. Methylmalonic acid and homocysteine work the other way round. "
                  "One that is raised on treatment can show that the treatment does not work. One that is not raised, on "
                  "injections that go on, does not cancel one drawn before the first or on its day. On tablets it counts: the "
                  "tablets work, and no injections are needed. If there is none from before, it is read as it is. If tablets "
                  "are taken and nobody says since when, they may have been taken before every sample",
          why="injections disturb antibody assays, and the level reflects the injection. Laboratories ask for one to two weeks. "
              "Metabolites fall within days to weeks, so a normal one shows that treatment works, not that it was never needed",
          decides=("b12_deficient", "b12_borderline", "b12_unlikely", "metabolite_raised", "absorption_impaired_for_good",
                   "records"),
          cites=("MAYO", "LEEDS", "FACTS 6")),
    Entry("R35", source_says="pregnancy changes the limits; nothing about a pregnancy that is not recorded",
          could_mean=("unknown in every woman", "not pregnant unless recorded", "by age"),
          read_as="pregnancy is unknown between 9 and 59 years. From 60 years and under 9, the patient is presumed not pregnant "
                  "and not breastfeeding, and the answer shows this. What is recorded at those ages settles nothing and is "
                  "asked about. Men are neither. A recorded trimester shows that there is a pregnancy, and that it is in none "
                  "of the other trimesters",
          why="an open pregnancy would leave the anaemia of an old woman ungraded. The ages are our own",
          decides=("anaemia", "anaemia_moderate", "b12_deficient", "indication_pregnancy", "records"),
          cites=("SPEC our judgement",)),
    Entry("R36", source_says="a recorded diagnosis (nothing about a record that is silent)",
          could_mean=("silence is unknown", "what is not recorded is not recorded"),
          read_as="a diagnosis of B12 deficiency, anaemia in words and pancytopenia in words are presumed not recorded, and the "
                  "answer shows this. Figures are never presumed",
          why="these words mean what the record says. A measurement that was not made stays unknown",
          decides=("b12_deficient", "anaemia", "pancytopenia"), cites=("SPEC 2",)),
    Entry("R73", source_says="current results (no source says how old)",
          could_mean=("any result on record", "the latest, however old", "the latest within a time"),
          read_as="the latest usable result within 12 months before the decision. An older one is treated as missing, with that "
                  "reason. If a later one cannot be used, the answer reports it beside the older one. It also reports an "
                  "earlier level or metabolite of those months that showed deficiency if the latest does not: there may have "
                  "been treatment in between",
          why="a level from years ago describes another time. The 12 months are our own",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R74", source_says="a history (nothing on what passes and what lasts)",
          could_mean=("everything recorded holds", "everything must be recent", "some things hold for life"),
          read_as="for life: operations, irradiation, inherited disorders, pernicious anaemia, a positive antibody, an allergy, "
                  "polycythaemia vera and Leber's disease. For 12 months: symptoms, tests, tablets and medicines, unless they "
                  "are recorded as active; and anaemia in words. For 300 days: a pregnancy, breastfeeding and the statement "
                  "that there is none. What has an end is over from that day on, and counts as present before it. If "
                  "something that holds for life is recorded as resolved, or denied later, it still counts, and the answer says so",
          why="a stomach does not grow back, tingling may have passed. The lengths are our own",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R75", source_says="asked about and not recorded",
          could_mean=("unknown", "no"),
          read_as="within a group that is declared as asked about, what is not recorded reads as no, presumed, and the answer "
                  "shows this. So does what was recorded too long ago to count, but not where a month or a year alone leaves "
                  "that open. Outside such a group it stays unknown. A site may declare a group for all its records. This does "
                  "not hold where a resource that could show the fact was left out as unreadable",
          why="nobody writes down every absent symptom, and silence alone is not an answer",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R76", source_says="a record that contradicts itself",
          could_mean=("the worse one counts", "the latest counts", "neither counts"),
          read_as="of different days, the latest counts. Of the same day or the same moment, neither counts: the fact is "
                  "missing as contradictory. The same holds for two trimesters, or a trimester of a patient recorded as not "
                  "pregnant. A result sent twice in two units may differ by one per cent. An episode that is over does not end "
                  "another that is recorded as active. A result with a day, a month or a year alone may be from any moment of "
                  "it. Two moments are compared as instants if both state their time zone, otherwise as the clocks show. If the "
                  "codes and the text of an answer, or a value and its interpretation, say opposite things, they say nothing. A "
                  "test result and a diagnosis of the same finding count equally, by their days",
          why="choosing the worse would invent a patient. Of two results that differ, the older must not count as the later",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R77", source_says="a word and a figure for the same thing (anaemia recorded, haemoglobin normal)",
          could_mean=("the word counts", "the figure counts"),
          read_as="if the haemoglobin is known, the word anaemia does not count. If all three counts are known, the word "
                  "pancytopenia does not count. A haemoglobin or haematocrit that a laboratory calls low without giving the "
                  "figure means anaemia, even if a finding denies it",
          why="the words were made from the figures",
          decides=("records", "anaemia", "pancytopenia"), cites=("SPEC 1",)),
    Entry("R78", source_says="results printed as below or above a limit",
          could_mean=("the limit itself", "not usable", "anything on that side"),
          read_as="any value on that side. It answers a question where all such values lie on one side of the figure; otherwise "
                  "the answer stays unknown",
          why="a laboratory's limit is not a measurement",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R79", source_says="codes that are broader than the question (Crohn's disease, a gastric band taken out, risk of "
                             "falls)",
          could_mean=("the narrow meaning", "no meaning", "a hint that is shown"),
          read_as="such a code does not count as the fact. The line of the record is shown with the reason, and the question "
                  "stays open. The same holds for a diagnosis, an operation or an allergy in words alone, or under a code outside "
                  "the value sets, if its name mentions a cause, the nerves, Leber's disease or an allergy to B12 and does not "
                  "refer to a relative, a search or an absence; Crohn's disease of the colon alone does not count, and an antibody "
                  "only where it is said to have been found. It also holds for a finding that answers a question under an "
                  "unknown code, or that such a question names and that is not answered no. An allergy also counts as one to the "
                  "substance that caused its reaction. A diagnosis is not confirmed if its certainty, or for something that "
                  "passes its status, is sent in an unknown way. Signs of the nerves in words, or not confirmed, stand in the "
                  "first line, on the card and on the recall list (M42): they are asked about first, and the card names one that "
                  "would be seen the same day. So are injections in words "
                  "alone, a B12 result that could not be read or is not final (one that its laboratory calls low opens a card, "
                  "if no level that counts is as late; one taken back or too old is not asked about), nitrous oxide beside "
                  "nerve signs, trouble with tablets, what would be seen the same day, and by name any other finding in words, "
                  "or not confirmed, that would "
                  "change the answer as things stand. What is said of the mother counts for a small child alone. The names are "
                  "common words of English, Spanish, German and French, some of other languages, and were looked up in no source",
          why="a code must not make a patient ill",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R80", source_says="medicines on record (nothing on whether they are taken)",
          could_mean=("every prescription is taken", "only what was given", "what is active, or was given"),
          read_as="an active order or statement, or a dose given within 12 months, means that the medicine is taken. One with "
                  "an end was taken until that day, unless it was stopped earlier. An order does not prove that an injection "
                  "was given. A B12 product without a route is neither tablet nor injection. The following are asked about: "
                  "what is on hold, intended, planned, an option in a group of orders or of unknown state; a dose without a "
                  "date; a dose or operation that was broken off, halted or not known to be done; and an order or statement "
                  "still active after the end of its dosage (a day, a length from its beginning, or its number of doses). An "
                  "order that is only planned or reported, or an option, is not an order in a course of treatment. That one "
                  "product is not taken says nothing about others",
          why="prescriptions stay on record after their use has ended",
          decides=("records",), cites=("SPEC 1", "SPEC 6.1")),
    Entry("R81", source_says="folic acid alone (records list medicines one by one)",
          could_mean=("any folic acid", "folic acid with no B12 beside it"),
          read_as="folic acid counts as without B12 unless B12 is recorded beside it. Folinic acid and levomefolate count as folic "
                  "acid by their names. Folinic acid is not taken back by a button, and by injection, as in chemotherapy, it "
                  "gets a card only where deficiency is suspected. Where deficiency is confirmed, B12 that is one of several "
                  "things in a product does not silence the card",
          why="a combination hidden in another line is rarer than folic acid by itself",
          decides=("records", "safety:folic_acid_alone"), cites=("FDA", "SPEC 1")),
    Entry("R82", source_says="kidney function; records often hold a creatinine only",
          could_mean=("estimate the eGFR from it", "read the eGFR only"),
          read_as="only an eGFR counts. With a creatinine alone, kidney function is presumed adequate, and the answer says so. "
                  "Recorded kidney disease without an eGFR leaves kidney function unknown, counts as poor in the working "
                  "answer, and holds for life",
          why="the formulas differ by country and need more than a creatinine. The presumption is shown beside every metabolite",
          decides=("records", "kidney_function_adequate", "safety:aluminium"), cites=("FACTS 1c", "SPEC 2")),
    Entry("R83", source_says="results without a unit, with an unknown unit, outside what is possible, not final, or with a "
                             "reason why there is no value",
          could_mean=("guess the unit", "use them with a warning", "leave them out with the reason"),
          read_as="each is treated as missing, with its reason, unless the laboratory's word stands beside it. So is what a "
                  "withdrawn report holds. So is methylmalonic acid above 40 umol/L, a number that would be ordinary in nmol/L, "
                  "unless both units say the same: raised in nmol/L already, or read on the range reported with it. So is one "
                  "below 10 nmol/L, unless it is above that range. Up to 40 umol/L it is used, with a warning, in either unit. So "
                  "is a total B12 below 2 ng/L or 2 pmol/L, a number that would be ordinary in ng/mL or nmol/L",
          why="a B12 of 150 is deficient in one unit and not in the other, and one of 0.25 is no severe deficiency but a mistaken "
              "unit: no routine method measures so little. Severe deficiency exceeds 20 umol/L, and few results in nmol/L are "
              "below 40. These figures are our own limits for a mistaken unit and come from no source",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R84", source_says="figures of a guideline beside the laboratory's own range for B12",
          could_mean=("the laboratory's range decides", "the guideline's figure decides", "whichever is lower"),
          read_as="the guideline's figure decides, and the laboratory's range is shown beside it. A laboratory that knows its "
                  "method enters its own figures",
          why="a range says what is usual, a figure what is deficient. Only the laboratory knows whether both mean the same",
          decides=("records",), cites=("NICE 1.3 Table 1", "RUH", "SPEC 1")),
    Entry("R85", source_says="antibodies and films reported by a number or as indeterminate",
          could_mean=("a limit for all", "the laboratory's word"),
          read_as="positive or negative only by the laboratory's own word. A number without a word and an indeterminate result "
                  "are treated as missing",
          why="the limits differ between kits",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R86", source_says="a drug exposure or a diagnosis in OMOP tables (with a start and an end, and often no type that "
                             "says whether a dose was given, or no status that says whether the disease is over)",
          could_mean=("taken, or ill, until the end and no longer", "a dose given on each day", "one day is a dose given",
                      "prescribed or dispensed, and no dose", "the end of the visit or bill that the row belongs to"),
          read_as="an exposure that starts and ends on the same day is a dose given. Any other means that the medicine was "
                  "taken from its start to its end, or on its first day alone if there is no end or the end is before the "
                  "start. If the type says prescribed, ordered, dispensed, listed or told by the patient, it does not prove a "
                  "dose and holds for its first day, as for a dispensed medicine (R107). If the type says given, it is a dose "
                  "on its first day even if it ends later. A reason for stopping counts as that of a stop if it is one that "
                  "ends a treatment, above all a reaction (M39). Any other type, and a site's own, says neither. The end of a "
                  "diagnosis is that of its visit, unless the status of the row is *resolved condition*. A diagnosis is not "
                  "confirmed if it is preliminary, still under investigation, or has a status that says in words that it is "
                  "doubted or ruled out",
          why="these tables require an end for an exposure, and an injection with an end would look stopped. Where the end is "
              "left out, nothing says that the medicine is still taken. An ampoule on prescription spoiled the level drawn "
              "after it. Most sites write the day of discharge as the end of a diagnosis, and coeliac disease that looks over "
              "is a malabsorption nobody treats. The ids of the types come from OHDSI's ETL-Synthea (32838), its ETL of JMDC "
              "(32818 and 32869), the mapping of Oxford's hospitals (32825), OMOP on FHIR from Georgia Tech (the older ones) "
              "and one published list alone (the others). We had no access to Athena",
          decides=("records",), cites=("SPEC 1", "SPEC 6.1")),
    Entry("R87", source_says="medicines coded as the pack that was prescribed, or named in words alone",
          could_mean=("only codes that are in the value sets", "the substance that the name says"),
          read_as="where no code says what it is, the substance is the one that the text or the code's own display names, with "
                  "the active ingredients that a Medication lists beside its name. A mixture of vitamins with folic acid is not "
                  "folic acid alone, because its name does not say whether it contains B12",
          why="there are thousands of packs. If metformin is not recognised, a neuropathy is not tested",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R100", source_says="resources that carry something which can reverse their meaning (modifier extensions, implicit "
                              "rules, a focus, a comparator, a record replaced by another)",
          could_mean=("read the rest as usual", "refuse the whole record", "leave the resource out and say so"),
          read_as="a resource with a modifier extension or implicit rules that are not known here is left out and reported, and "
                  "what it may have shown is not presumed absent. A level of B12 of the last twelve months, or B12 as a medicine, "
                  "that is left out, or does not fit FHIR R4, stands in the first line. "
                  "If it is the Patient, the record is refused. An observation "
                  "whose focus is somebody else is not the patient's. A number with an unknown comparator is treated as "
                  "missing. A medicine recorded by mistake does not count. A record that is replaced or not in use is read, and "
                  "the answer says so",
          why="FHIR R4 forbids reading on as if it were not there. Below, above and about are not the same as exactly",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R101", source_says="cells of a table (words for no value, two words for one thing, days in an unexpected form, a "
                              "comma between digits)",
          could_mean=("what the cell says, as far as a program can tell", "refuse the table", "no value, with the reason"),
          read_as="NULL, NA, NaN and whatever else SQL, R and data frames write for nothing are no value. A sign or a unit with "
                  "the number and another beside it, two sexes, two ages and two birth dates contradict each other. In the "
                  "column of deaths, only a yes or a day is a death. A finding that passes and has a day that cannot be placed "
                  "is *not dated*. If a birth date or the day of a dose cannot be placed, only that fact is missing; the "
                  "patient stays. Where semicolons separate the cells, a comma may be the decimal point and a point may "
                  "separate thousands, and the number is not used unless a mapping says so. A dose marked as withdrawn or not "
                  "given does not count. Midnight in a column of moments is the day alone",
          why="these are common in tables, and each guess was wrong for somebody: a living patient counted as dead, a censored "
              "result read as exact, twelve and a half as twelve thousand, a pregnancy of ten years ago as a current one",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R103", source_says="the same resource in two versions (merged exports, histories), or deleted",
          could_mean=("both count", "the newer counts", "the one sent last"),
          read_as="the newer version counts, by its time and its version number, if these do not disagree. What was deleted "
                  "after it was written does not count. If it cannot be told which came last, everything is read and the answer "
                  "says so. Two servers have two resources",
          why="a result that had been corrected or withdrawn stood beside its correction, and a refuted diagnosis counted",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R104", source_says="today, where no decision date is given",
          could_mean=("the day where the machine is", "the day where the record is written"),
          read_as="the machine's day. If the record is dated to the day after, and that day has begun in a time zone that the "
                  "record uses, the day after. For tables and folders of many patients: the machine's day",
          why="a container runs on UTC. In Auckland a sample drawn this morning was in the future until one in the afternoon",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R105", source_says="entries without words, coded in a system whose codes are not listed here (ICD-10-AM, Read, ICPC, "
                              "procedure codes, packs of medicines, local systems)",
          could_mean=("something else", "anything"),
          read_as="a diagnosis, a procedure, an allergy, a medicine that is taken or a result may be anything if it has no "
                  "words in Latin letters and no code of SNOMED CT, of ICD-10 and its listed modifications or of OPCS-4 (for a "
                  "medicine: of ATC; for a result: of LOINC too) says anything about it. It is reported, in one sentence per "
                  "system, and what it may have shown is not presumed absent. If it has another code of a listed system, or "
                  "words that name nothing asked about, it is something else. A site that maps a diagnosis, a medicine or a "
                  "result of a system has looked through that system for these. A dose of more than a year ago says nothing. A "
                  "document's section on allergies, problems, medicines or procedures that holds no entries is reported in the "
                  "same way, unless it says that there are none",
          why="silence in an unread code is not an answer. Hundreds of codes of a system that is read must not be noise. There "
              "are too many packs for any list, but they nearly always have a name",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R106", source_says="diagnoses in the German modification of ICD-10, with a letter of certainty",
          could_mean=("codes of another system", "the codes of ICD-10", "the letter is only administrative"),
          read_as="ICD-10-GM is read as ICD-10, whose codes it keeps, for all codes whose German titles were compared (DIMDI, "
                  "2020), and with its fifth characters below them. But K50.8 alone does not say that the ileum is affected, "
                  "because its fifth characters begin with the stomach. A refutes the diagnosis, V leaves it unconfirmed, Z "
                  "says that it is over, G that it is as its status says. If the letter and the status disagree, the diagnosis "
                  "is not confirmed",
          why="it was made to stay compatible with ICD-10 (DIMDI, Adaptation Steps). A diagnosis that had been excluded counted "
              "as one, because its status is often not sent",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R107", source_says="information outside results, diagnoses, operations, allergies and medicines (medicines "
                              "dispensed, conclusions of reports, questionnaires, reasons of visits, relatives, lists)",
          could_mean=("nothing of it counts", "all of it counts", "each by what it is"),
          read_as="a dispensed medicine is taken from that day on for as long as a dose counts (R80); for an injection this "
                  "does not prove that it was given. An ingredient that is referred to is read; one that was not sent may be "
                  "anything. A result inside a result has its date and its fate. What the conclusion of a report or an answer "
                  "in a questionnaire names is asked about; what it denies is not. A figure of B12 in a conclusion, and a final"
                  " report of B12 of which no result was sent, such as a scan, stand in the first line as a result to be looked"
                  " at. Also asked about are the reason given for a B12 product, what an alert or a report of harm names, and "
                  "an allergy where such a report suspects a B12 product, or a dose, an order or an injection of one (of an "
                  "immunisation by its name alone). An EHR is asked for such reports, and one that keeps none loses nothing. "
                  "Other reasons, diagnoses of visits, lists, claims, immunisations and documents are not read, because what "
                  "they refer to is in the record itself. What concerns a relative is never the patient's",
          why="under a presumption, silence means no: coeliac disease in a biopsy report, or a vegan diet in a form, would have "
              "read as absent. Nor may what nobody diagnosed count as a diagnosis",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R108", source_says="a death, and a decision date before it",
          could_mean=("the patient has died", "the patient was alive on that day", "the day of the death is a mistake"),
          read_as="a patient who died after the decision date was alive on it. The record is answered and counted as of that "
                  "day, and the death is reported as one in the future. A death without a day is a death",
          why="in a screening as of an earlier day, patients who have died since would be missing from every count, the "
              "untreated first among them",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R123", source_says="an age and a birth date that are more than a year apart",
          could_mean=("the age counts", "the birth date counts", "the younger of both", "neither"),
          read_as="neither counts: the age is unknown and both are reported. A case file that gives both is refused",
          why="nobody can tell here which of them is wrong, and an infant must not be answered as an adult of thirty",
          decides=("records",), cites=("SPEC 1", "SPEC our judgement")),
    Entry("R124", source_says="a resource that names its patient by an identifier or by its type, without an address",
          could_mean=("the patient whose record it is in", "nobody who is known", "the person the identifier names"),
          read_as="if the patient has an identifier of the same system and it is another one, the resource is left out and "
                  "reported. The same holds for what concerns a group, a device or a relative, and for a patient inside the "
                  "resource with another identifier or birth date. If the patient has no identifier of that system, the "
                  "resource counts as that of the patient whose record it is in. In NDJSON, where lines are sorted by the "
                  "patient's id, a resource with an identifier alone is left out, and the sentence says why. A resource without "
                  "an id is known by the address under which it is sent",
          why="the result of a newborn, or of the other patient in a batch, must not count as the mother's. Many national "
              "guides refer by identifiers alone, and one record would be empty without them",
          decides=("records",), cites=("SPEC 1", "SPEC our judgement")),
    Entry("R127", source_says="a result without a date, and a dated report or panel that points to it",
          could_mean=("not dated, and not used", "the day of the report, however it is given",
                      "the day to which the values of the report relate"),
          read_as="the result takes the one day to which the report, or the panel it belongs to, relates, even if the result "
                  "says when it was issued. It does not take the day a report was issued or a period of several days, nor a day "
                  "from two reports of different days, or from a report that was withdrawn or that is changed by something not "
                  "understood",
          why="a level that cannot be placed in time is no level, and some laboratories date only the report. A report may be "
              "issued again years later, and the old level would count as today's",
          decides=("records",), cites=("SPEC 1", "SPEC our judgement")),
    Entry("R129", source_says="a result sent as a text with a point before three digits (1.250 ng/L)",
          could_mean=("one and a quarter",
                      "one thousand two hundred and fifty, as digits are grouped in much of Europe and Latin America"),
          read_as="one and a quarter, unless this is suspicious by the limits of the terminology: then it is not used, and the "
                  "answer says so",
          why="a level of 1250 would have read as the severest possible deficiency, with a mark beside it",
          decides=("records",), cites=("SPEC 1", "SPEC our judgement")),
    Entry("R130", source_says="an ampoule of B12 (packs in France and Belgium are injected or drunk, as prescribed)",
          could_mean=("an ampoule is injected", "one that may be drunk is drunk", "as the dosage says"),
          read_as="an ampoule or a vial is injected unless its name or the dosage says that it is taken by mouth. If a pack "
                  "names both, the route or the words of the dosage decide. If these do not say, the answer says that nobody "
                  "can tell",
          why="a patient who drinks the ampoules would have counted as on injections, and would have been offered none",
          decides=("records",), cites=("SPEC 1", "SPEC our judgement")),
    Entry("R134", source_says="an entry under a code of LOINC, SNOMED CT, ICD-10 or ATC, sent with an unknown system or none",
          could_mean=("what it means in the system it seems to belong to",
                      "anything to which a local catalogue gives that number", "nothing that is read"),
          read_as="it is reported, in one sentence for all results, diagnoses or medicines of a system, with the meaning of the "
                  "codes where a rule asks for it. It is not used until the system is named or a site's file maps the code. "
                  "What it may have shown is not presumed absent",
          why="some national guides use their own addresses for these systems, and some interfaces send none. A low level, or "
              "an injection under its brand name, was lost without a word. The meaning of a code in an unseen catalogue must "
              "not be guessed",
          decides=("records",), cites=("SPEC 1", "R105", "SPEC our judgement")),
    Entry("R135", source_says="a result under a laboratory's own code, or under none, with the name of a haemoglobin, a mean "
                              "corpuscular volume, a serum folate, a ferritin, a creatinine, an eGFR or an INR",
          could_mean=("the result it is named after", "anything a laboratory calls by that name", "nothing that is read"),
          read_as="it is reported, in one sentence for all such results of a system, and is not used until it is sent with a "
                  "code that is read or a site's file maps it. (No code of an INR is verified, so this holds for an INR under "
                  "every code, and a site maps its own to lab.inr. Such an INR is to be looked at before a dose that is due goes "
                  "into the muscle.) It is not reported if everything that it names is known "
                  "from another result that counts. Only names seen in a published list are recognised, and only if each other "
                  "word of the text is about the specimen or how it was measured: haemoglobin A1c, folate in red cells and "
                  "creatinine in urine are not",
          why="a low haemoglobin or folate was lost without a word where a B12 level would have been reported. A name says "
              "nothing about the method. Where the result is known, the sentence would be noise",
          decides=("records",), cites=("SPEC 1", "R105", "R134", "SPEC our judgement")),
    Entry("R148", source_says="an injection of B12 that a system keeps among the vaccinations (nothing on it)",
          could_mean=("a vaccine, so nothing", "a question", "a dose given"),
          read_as="if the vaccine's code or name is that of a B12 product, it is a dose given, or not given and why, as an "
                  "administration is, with its route and amount. A reaction that it reports is asked about (R98). An EHR is "
                  "asked for its vaccinations, and one that refuses leaves no gap. Nothing is read of any other vaccine",
          why="it was ignored with all vaccines. A patient injected every two months had no injection on record, and a level "
              "drawn the day after one counted",
          decides=("records",), cites=("SPEC 6.1", "R98", "SPEC our judgement")),
)  # fmt: skip
