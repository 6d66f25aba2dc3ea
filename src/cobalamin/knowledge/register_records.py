"""How records are read before any rule sees them: entries R of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS = (
    Entry("R21", source_says="a result in words (low, normal, high)",
          could_mean=("not usable", "the coarse limit of the definition"),
          read_as="read at the coarse limit; a normal haemoglobin is not anaemia; the graded definitions stay unknown",
          why="a word answers whether, never how much",
          decides=("b12_deficient", "anaemia", "anaemia_moderate", "anaemia_severe", "macrocytosis", "metabolite_raised",
                   "records"),
          cites=("SPEC 1",)),
    Entry("R22", source_says="a haematocrit without a haemoglobin",
          could_mean=("not usable", "an estimate of haemoglobin"),
          read_as="haemoglobin (g/L) is 3.3 times the haematocrit (%), marked as an estimate wherever it decides, and stands "
                  "before a diagnosis of anaemia; not where a laboratory calls the haemoglobin low without its figure",
          why="better than no answer, and never shown as a measurement",
          decides=("anaemia", "anaemia_moderate", "anaemia_severe", "records"), cites=("SPEC 1",)),
    Entry("R24", source_says="a result without a date",
          could_mean=("current", "missing"),
          read_as="in a hand-written case file it is taken as current, and shown; beside a dated one that counts it may be of any "
                  "moment, so where the two differ neither counts (R76); in a health record it is missing, with that reason",
          why="whoever writes a case file means now, and a low level of today must not be passed over for one of last year; a "
              "record holds many years",
          decides=("b12_deficient", "b12_unlikely", "metabolite_raised", "anaemia", "records"), cites=("SPEC 1",)),
    Entry("R27", source_says="ileal resection, coded without its extent",
          could_mean=("complete", "partial"),
          read_as="counts as partial: absorption impaired, not called permanent",
          why="a code must not make a lifelong cause; the extent is worth asking",
          decides=("absorption_impaired", "absorption_impaired_for_good", "records"), cites=("FACTS 3",)),
    Entry("R28", source_says="a treatment record (the sources assume a tidy one)",
          could_mean=("refuse untidy records", "guess in silence", "a stated rule for each kind of disorder"),
          read_as="a stated rule for each kind of disorder, entries M1 to M30",
          why="untidy records are the normal case in a recall list",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("R29", source_says="the code E53.8 alone",
          could_mean=("a diagnosis of B12 deficiency", "a suspicion"),
          read_as="suspicion, until a B12 result, an order or a text supports it",
          why="its inclusion terms cover biotin, folate and pantothenic acid too, and D51 excludes it",
          decides=("b12_deficient", "deficiency_suspected", "records"), verified="primary", cites=("ICD10CM",)),
    Entry("R31", source_says="raised (the sources print different limits for the metabolites)",
          could_mean=("one limit for all", "the limit of the laboratory that measured"),
          read_as="a metabolite is read on the reference range reported with the result, in whatever unit of it, also where it "
                  "is a text alone; of several on the one that is called normal; only without one, with several, or with one of "
                  "treated patients, on the default limit; the number is told where both say the same, and followed over time",
          why="limits differ by method and age, and NICE prints none",
          decides=("metabolite_raised", "records"), verified="secondary", cites=("FACTS 1c", "DKRI")),
    Entry("R32", source_says="a sample taken after an injection",
          could_mean=("usable", "unusable for some days", "never usable"),
          read_as="total B12, active B12 and antibody within 14 days after an injection are unusable, and of its very day too, "
                  "for which came first nobody says, but a level of that day that is low: blood is drawn and the first dose "
                  "given at once, and what is injected only lifts a level, so without it, it would be at most that; on any "
                  "replacement a "
                  "B12 level can never rule deficiency out, nor one drawn on replacement that has ended since (tablets to "
                  "their end, injections for twelve months): without it the level would be at most that; while B12 by injection "
                  "or by mouth goes on, or injections were stopped for no valid reason, a level that is not low takes none back "
                  "that was drawn before: of those before, and those that are low, the latest counts. Methylmalonic acid and "
                  "homocysteine are the other way round: one that is raised on treatment can show that it does not work, and "
                  "one that is not, on treatment that goes on, takes none back that was drawn before it or on its first day; "
                  "with none from before, it is read as it is. Tablets that are taken, and nobody says since when, may have "
                  "been taken before every sample",
          why="antibody assays are disturbed and the level reflects the injection; laboratories ask for one to two weeks; "
              "metabolites fall within days to weeks, so a normal one shows that treatment works, not that it was never needed",
          decides=("b12_deficient", "b12_borderline", "b12_unlikely", "metabolite_raised", "absorption_impaired_for_good",
                   "records"),
          cites=("MAYO", "LEEDS", "FACTS 6")),
    Entry("R35", source_says="pregnancy changes the limits; nothing about one that is not recorded",
          could_mean=("unknown in every woman", "not pregnant unless recorded", "by age"),
          read_as="unknown between 9 and 59 years; from 60 years and under 9 presumed not pregnant and not breastfeeding, "
                  "and shown, and what is recorded at those ages settles nothing and is asked about; men are not; a recorded "
                  "trimester tells a pregnancy, and that it is none of the others",
          why="an open pregnancy would leave the anaemia of an old woman ungraded; the ages are ours",
          decides=("anaemia", "anaemia_moderate", "b12_deficient", "indication_pregnancy", "records"),
          cites=("SPEC our judgement",)),
    Entry("R36", source_says="a recorded diagnosis (nothing about a record that is silent)",
          could_mean=("silence is unknown", "what is not recorded is not recorded"),
          read_as="a diagnosis of B12 deficiency, anaemia in words and pancytopenia in words are presumed not recorded, "
                  "and shown; figures are never presumed",
          why="the words mean what stands in the record; a measurement nobody made stays unknown",
          decides=("b12_deficient", "anaemia", "pancytopenia"), cites=("SPEC 2",)),
    Entry("R73", source_says="current results (no source says how old)",
          could_mean=("any result on record", "the latest, however old", "the latest within a time"),
          read_as="the latest usable result within 12 months before the decision; what is older is missing, with that "
                  "reason, and one of a later day that cannot be used is told beside it, as is an earlier level or metabolite "
                  "of those months that showed deficiency where the latest does not: there may have been treatment in between",
          why="a level of years ago speaks of another time; the 12 months are ours",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R74", source_says="a history (nothing about what passes and what stays)",
          could_mean=("everything recorded holds", "everything must be recent", "some things hold for life"),
          read_as="operations, irradiation, inherited disorders, pernicious anaemia, a positive antibody, an allergy, "
                  "polycythaemia vera and Leber's disease hold for life; symptoms, tests, tablets and medicines count for 12 "
                  "months unless they are said to be active, anaemia in words for 12 months; a pregnancy, breastfeeding and "
                  "the word that there is none for 300 days; what has an end is over from that day on, and before it counts "
                  "as there",
          why="a stomach does not grow back, a tingling may have passed; the lengths are ours",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R75", source_says="asked about and not recorded",
          could_mean=("unknown", "no"),
          read_as="inside a group that somebody says was asked about, what is not recorded reads no, presumed, and is "
                  "shown, with what was recorded too long ago to count, but not where a month or a year alone leaves that open; "
                  "outside it stays unknown; a site may declare a group for all its records, which does not hold where a "
                  "resource that could show it was left out as unreadable",
          why="nobody writes down every absent symptom, and silence alone is no answer",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R76", source_says="a record that contradicts itself",
          could_mean=("the worse one counts", "the latest counts", "neither counts"),
          read_as="of different days the latest counts; of one day, or one moment, neither: the fact is missing as "
                  "contradictory, and so are two trimesters, or one of a patient said not to be pregnant; a result sent "
                  "twice in two units may differ by one per cent; an episode that is over does not end another one that "
                  "is said to be active; a result with a day, a month or a year alone may be of any moment of it, and two moments "
                  "are compared as instants where both say of which clock they are, else as the clocks show; codes and text "
                  "of an answer, or a value and its interpretation, that say opposite things say nothing; the result of a test "
                  "and a diagnosis of one finding count by their days alike",
          why="choosing the worse would invent a patient; of two results that differ the older must not count as the later",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R77", source_says="a word and a figure for one thing (anaemia recorded, haemoglobin normal)",
          could_mean=("the word counts", "the figure counts"),
          read_as="with a haemoglobin known the word anaemia does not count, with all three counts known the word "
                  "pancytopenia does not; a haemoglobin or haematocrit that a laboratory calls low, without its figure, "
                  "says anaemia though a finding denies it",
          why="the figures are what the words were made of",
          decides=("records", "anaemia", "pancytopenia"), cites=("SPEC 1",)),
    Entry("R78", source_says="results printed as below or above a limit",
          could_mean=("the limit itself", "not usable", "anything on that side"),
          read_as="anything on that side: it answers where all of it lies on one side of a figure, and stays unknown where "
                  "not",
          why="a laboratory's limit is no measurement",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R79", source_says="codes that are wider than what is asked (Crohn's disease, a gastric band taken out, risk of "
                             "falls)",
          could_mean=("the narrow meaning", "no meaning", "a hint that is shown"),
          read_as="not the fact: the record's line is shown with why it does not count, and the question stays open; so does a "
                  "diagnosis, an operation or an allergy in words alone, or under a code that is not in the value sets, where "
                  "its name speaks of a cause, of the nerves, of Leber's disease or of an allergy to B12 and not of a relative, "
                  "a search or an absence; so does a finding that is the answer to a question under a code nobody knows, or "
                  "that such a question names and is not answered no; an allergy is one to the substance that set off its "
                  "reaction too; a diagnosis whose certainty, or of what passes whose status, is sent in a way nobody knows is "
                  "not confirmed. The names are common words of their languages, looked up in no source",
          why="a code must not make a patient ill",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R80", source_says="medicines on record (nothing about who takes them)",
          could_mean=("every prescription is taken", "only what was given", "what is active, or was given"),
          read_as="an active order or statement, or a dose given within 12 months, says that it is taken; one with an end "
                  "was taken until that day, unless it was stopped before; an order is no proof that an injection was "
                  "given; a B12 product whose route is not told is neither tablet nor injection; what is on hold, intended, "
                  "planned, an option of a group of orders, or of unknown state, a dose without a date, a dose or an operation "
                  "that was broken off, halted or of which nobody knows whether it was done, and an order or a statement still "
                  "active beyond the end of its dosage (a day, a length from its beginning, or its number of doses), are "
                  "asked about; what is only planned or reported as an order, or an "
                  "option, is none in a course of treatment; "
                  "that one product is not taken says nothing of others",
          why="prescriptions outlive their use",
          decides=("records",), cites=("SPEC 1", "SPEC 6.1")),
    Entry("R81", source_says="folic acid alone (records list medicines one by one)",
          could_mean=("any folic acid", "folic acid with no B12 beside it"),
          read_as="folic acid counts as without B12 unless B12 is recorded beside it",
          why="a combination hidden in another line is rarer than folic acid by itself",
          decides=("records", "safety:folic_acid_alone"), cites=("FDA", "SPEC 1")),
    Entry("R82", source_says="kidney function; records often hold a creatinine only",
          could_mean=("estimate the eGFR from it", "read the eGFR only"),
          read_as="only an eGFR counts; a creatinine alone leaves kidney function presumed adequate, and the answer says "
                  "so; recorded kidney disease without an eGFR leaves it unknown, counts as poor in the working answer, and "
                  "holds for life",
          why="the formulas differ by country and need more than a creatinine; the presumption stands beside every "
              "metabolite",
          decides=("records", "kidney_function_adequate", "safety:aluminium"), cites=("FACTS 1c", "SPEC 2")),
    Entry("R83", source_says="results without unit, with an unknown unit, beyond what can be, not final, or beside a reason why "
                             "there is none",
          could_mean=("guess the unit", "use them with a warning", "leave them out with the reason"),
          read_as="missing, each with its reason, unless the laboratory's word stands beside it; what a withdrawn report holds "
                  "too; methylmalonic acid above 40 umol/L too, a number that nmol/L would make "
                  "ordinary, unless either unit says the same: raised in nmol/L already, or read on the range reported with "
                  "it; below 10 nmol/L unless above that range; up to 40 umol/L it is used with a warning in either unit",
          why="a B12 of 150 is deficient in one unit and not in the other; severe deficiency passes 20 umol/L, and few results "
              "in nmol/L lie below 40; both figures are limits for slips of the unit, ours and of no source",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R84", source_says="figures of a guideline beside the laboratory's own range for B12",
          could_mean=("the laboratory's range decides", "the guideline's figure decides", "whichever is lower"),
          read_as="the guideline's figure decides and the laboratory's range is shown beside it; a laboratory that knows "
                  "its method puts its own figures in",
          why="a range says what is usual, a figure what is deficient; only the laboratory knows whether both mean the "
              "same",
          decides=("records",), cites=("NICE 1.3 Table 1", "RUH", "SPEC 1")),
    Entry("R85", source_says="antibodies and films reported by a number or as indeterminate",
          could_mean=("a limit for all", "the laboratory's word"),
          read_as="positive or negative by the laboratory's word only; a number without a word, and an indeterminate one, "
                  "are missing",
          why="the limits differ between kits",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R86", source_says="a drug exposure or a diagnosis of OMOP tables (a start and an end, and often no type that says "
                             "whether a dose was given, or no status that says whether the disease is over)",
          could_mean=("taken, or ill, until the end and no longer", "a dose given on each day", "one day is a dose given",
                      "written or dispensed, and no dose", "the visit or the bill that the row stands on ended"),
          read_as="an exposure that begins and ends on one day is a dose given; any other says that the medicine was taken "
                  "from its start to its end, and on its first day alone where there is no end or one before the start; one "
                  "whose type says that it was prescribed, ordered, dispensed, listed or told by the patient is no proof "
                  "of a dose and a word of its first day, as a medicine dispensed is (R107); one whose type says that it "
                  "was given is a dose on its first day also where it ends later; a reason why it was stopped is that of a stop "
                  "where it is one that ends a treatment, a reaction above all (M39); any other type, and one of a site's own, "
                  "says neither; the end of a diagnosis is that of its visit unless the status of the row is *resolved "
                  "condition*; a preliminary diagnosis, one still to be found out, and one whose status says in words that "
                  "it is doubted or ruled out, are not confirmed",
          why="the end of an exposure must not be left out in these tables, and an injection with one would otherwise look "
              "stopped; where it is left out nothing says that the medicine is still taken; an ampoule on prescription "
              "spoiled the level drawn after it; most sites write the day of "
              "discharge as the end of a diagnosis, and a coeliac disease that looks over is a malabsorption nobody treats; "
              "the types by their ids: 32838 by OHDSI's ETL-Synthea, 32818 and 32869 by its ETL of JMDC, 32825 by the mapping of "
              "Oxford's hospitals, the older ones by OMOP on FHIR (Georgia Tech), the others by one published list alone; no "
              "Athena was at hand",
          decides=("records",), cites=("SPEC 1", "SPEC 6.1")),
    Entry("R87", source_says="medicines coded as the pack that was prescribed, or named in words alone",
          could_mean=("only codes that are in the value sets", "the substance that the name says"),
          read_as="the substance that the text or the code's own display names, where no code says what it is, and the active "
                  "ingredients that a Medication lists beside its name; a mixture of "
                  "vitamins with folic acid is not folic acid alone, for its name does not say whether B12 is in it",
          why="there are thousands of packs, and a metformin nobody reads is a neuropathy nobody tests",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R100", source_says="resources beside whose content something stands that can turn its meaning round (modifier "
                             "extensions, implicit rules, a focus, a comparator, a record replaced by another)",
          could_mean=("read the rest as usual", "refuse the whole record", "leave the resource out and say so"),
          read_as="what carries a modifier extension or implicit rules nobody here knows is left out and told, and what it may "
                  "have shown is not presumed to be none; of a Patient the record is refused; an observation whose focus is "
                  "somebody else is not of the patient; a number with a comparator nobody knows is missing; a medicine recorded "
                  "by mistake is none; a record that is replaced or not in use is read, and said to be one",
          why="FHIR R4 forbids to read on as if it were not there; below, above and about are not the same as exactly",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R101", source_says="cells of a table (words for no value, two words on one thing, days in a form that was not "
                              "expected, a comma between digits)",
          could_mean=("what the cell says, as far as a program can tell", "refuse the table", "no value, told why"),
          read_as="NULL, NA, NaN and what else SQL, R and data frames write for nothing is no value; a sign or a unit with the "
                  "number and another beside it, two sexes, two ages and two birth dates contradict each other; only a yes or a "
                  "day in the column of deaths is a death; a finding that passes and has a day nobody can place is *not dated*; "
                  "where semicolons separate the cells a comma may be the decimal point, and the number is not used unless a "
                  "mapping says; a dose said to be withdrawn or not given is none; midnight in a column of moments is the day "
                  "alone",
          why="in a table these are usual, and each guess was wrong for somebody: the living counted as dead, a censored result "
              "read as exact, twelve and a half as twelve thousand, a pregnancy of ten years ago as one of today",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R103", source_says="the same resource in two versions (merged exports, histories), or deleted",
          could_mean=("both count", "the newer counts", "the one sent last"),
          read_as="the newer by the time and the number of its version, where these do not disagree; what was deleted after it was "
                  "written does not count; where it cannot be told what came last all is read, and that is told; two servers "
                  "have two resources",
          why="a result that was corrected or withdrawn stood beside the correction, and a refuted diagnosis counted",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R104", source_says="today, where nobody names a decision date",
          could_mean=("the day it is where the machine stands", "the day it is where the record is written"),
          read_as="the machine's day; or the day after, where the record is dated into it and it has begun in a time zone the "
                  "record's moments are written in; tables and folders of many: the machine's day",
          why="a container keeps UTC: in Auckland what was drawn this morning was in the future until one in the afternoon",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R105", source_says="entries coded in a system whose codes are not listed here (ICD-10-AM, Read, ICPC, procedure codes, "
                              "packs of medicines, local systems), without words",
          could_mean=("something else", "anything"),
          read_as="a diagnosis, a procedure, an allergy, a medicine that is taken or a result, which no code of SNOMED CT, of "
                  "ICD-10 and its listed modifications or of OPCS-4 says anything of (of a medicine: of ATC; of a result: of LOINC "
                  "too), and no word in Latin letters, may be anything: it is told, one sentence a system, and what it may have "
                  "shown is not presumed to be none; another code of a listed system, and words that name nothing asked, are "
                  "something else; a site that maps a diagnosis, a medicine or a result of a system has looked through it for "
                  "such; a dose of more than a year ago says nothing. A document's section on allergies, problems, medicines or "
                  "procedures that holds no entries is told alike, unless it says that there are none",
          why="silence in a code nobody reads is no answer; hundreds of codes of a system that is read must not be noise; packs "
              "are too many for any list, but nearly always have a name",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R106", source_says="diagnoses in the German modification of ICD-10, and the letter of certainty beside them",
          could_mean=("codes of another system", "the codes of ICD-10", "the letter is an administrative one"),
          read_as="ICD-10-GM as ICD-10, whose codes it keeps, for all codes whose German titles were compared (DIMDI, 2020), with "
                  "its fifth character below them; but K50.8 alone does not say that the ileum is affected, for there its fifth "
                  "characters begin with the stomach; A refutes the diagnosis, V leaves it not confirmed, Z says that it is over, "
                  "G that it is as its status says; where letter and status disagree it is not confirmed",
          why="compatibility with ICD-10 was maintained when it was made (DIMDI, Adaptation Steps); a diagnosis that was excluded "
              "counted as one, for its status is often not sent",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R107", source_says="what is said elsewhere than in results, diagnoses, operations, allergies and medicines (medicines "
                              "dispensed, conclusions of reports, questionnaires, reasons of visits, relatives, lists)",
          could_mean=("nothing of it counts", "all of it counts", "each by what it is"),
          read_as="a medicine dispensed is taken from that day on as long as a dose counts (R80), and of an injection "
                  "no proof that it was given; an ingredient that is pointed to is read, and one that was not sent may "
                  "be anything; a result inside a result has its date and its fate; what the conclusion of a report or "
                  "an answer in a questionnaire names is asked about, and what it denies is not, and so are the reason given "
                  "for a B12 product, what an alert or a report of harm names, and an allergy where such a report suspects a "
                  "B12 product, or a dose, an order or an injection of one (of an immunisation by its name alone): "
                  "an EHR is asked for such reports, and one that keeps none loses nothing; "
                  "other reasons, diagnoses "
                  "of visits, lists, claims, immunisations and documents are not read, for what they point to "
                  "stands in the record itself; what is said of a relative is never the patient's",
          why="silence under a presumption is a no: a coeliac disease in a biopsy report or a vegan diet in a form "
              "would have read as none; what nobody diagnosed must not count as a diagnosis either",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R108", source_says="a death, and a decision date before it",
          could_mean=("the patient has died", "the patient was alive on that day", "the day of the death is a mistake"),
          read_as="who died after the decision date was alive on it: the record is answered and counted as of that day, and the "
                  "death is told as one in the future; a death without a day is a death",
          why="in a screening as of an earlier day those who have died since would be missing from every count, the "
              "untreated among them first",
          decides=("records",), cites=("SPEC 1",)),
    Entry("R123", source_says="an age and a birth date beside each other, more than a year apart",
          could_mean=("the age counts", "the birth date counts", "the younger of both", "neither"),
          read_as="the fourth: the age is unknown and both are told; a case file that says both is refused",
          why="which of them is wrong nobody can tell here, and an infant must not be answered as an adult of thirty",
          decides=("records",), cites=("SPEC 1", "SPEC our judgement")),
    Entry("R124", source_says="a resource that names its patient by an identifier or by its type, without an address",
          could_mean=("the patient whose record it stands in", "nobody that is known", "whom the identifier names"),
          read_as="the third where the patient has an identifier of the same system, and it is another: it is left out and "
                  "told, as what is said of a group, a device or a relative, and of a patient inside the resource with another "
                  "identifier or birth date; where the patient has none of that system, the first; in NDJSON, where lines are "
                  "sorted by the patient's id, one by an identifier alone is left out, and the sentence says why; a resource "
                  "without an id is known by the address it stands under",
          why="the result of a newborn or of the other patient of a batch must not count as the mother's; many national "
              "guides refer by identifiers alone, and one record would be empty without them",
          decides=("records",), cites=("SPEC 1", "SPEC our judgement")),
    Entry("R127", source_says="a result without a date, and a report or a panel with one that points to it",
          could_mean=("not dated, and not used", "of the day of the report, however that is told",
                      "of the day to which the values of the report are related"),
          read_as="the third: the one day that the report, or the panel whose member it is, holds for is that of the result, also "
                  "where the result says when it was issued; not the day a report was issued, nor a period of several days, nor "
                  "two reports of different days, nor one that was withdrawn or is changed by what is not understood",
          why="a level that nobody can place is no level, and some laboratories date the report alone; a report may be issued "
              "again years later, and the old level would count as one of today",
          decides=("records",), cites=("SPEC 1", "SPEC our judgement")),
    Entry("R129", source_says="a result sent as a text with a point before three digits (1.250 ng/L)",
          could_mean=("one and a quarter", "one thousand two hundred and fifty, as much of Europe and Latin America groups"),
          read_as="the first, unless as such it is suspicious by the limits of the terminology: then it is not used, and told",
          why="a level of 1250 would have read as the severest deficiency there is, with a mark beside it",
          decides=("records",), cites=("SPEC 1", "SPEC our judgement")),
    Entry("R130", source_says="an ampoule of B12 (packs of France and Belgium are injected or drunk, as it is prescribed)",
          could_mean=("an ampoule is injected", "one that may be drunk is drunk", "as the dosage says"),
          read_as="an ampoule or a vial is injected unless its name or the dosage says that it is taken by mouth; of a pack that "
                  "names both, the route or the words of the dosage tell, and where these do not it is told that nobody can",
          why="who drinks the ampoules would have counted as on injections, and have been offered none",
          decides=("records",), cites=("SPEC 1", "SPEC our judgement")),
    Entry("R134", source_says="an entry under a code of LOINC, SNOMED CT, ICD-10 or ATC, sent in a system that is not known or in "
                              "none",
          could_mean=("what it is in the system it looks to be of", "anything that a local catalogue numbers so",
                      "nothing that is read"),
          read_as="it is told, in one sentence for all results, diagnoses or medicines of a system, with what the codes stand for "
                  "where a rule asks for it, and not used until the system is named or a site's file maps the code; what it may "
                  "have shown is not presumed to be none",
          why="some national guides have these systems under addresses of their own and some interfaces send none: a low level or "
              "an injection by its brand was lost in silence; what a code means in a catalogue nobody here has seen must not be "
              "guessed",
          decides=("records",), cites=("SPEC 1", "R105", "SPEC our judgement")),
    Entry("R135", source_says="a result under a code of a laboratory's own, or under none, with the name of a haemoglobin, a mean "
                              "corpuscular volume, a serum folate, a ferritin, a creatinine, an eGFR or an INR",
          could_mean=("the result it has the name of", "anything a laboratory calls so", "nothing that is read"),
          read_as="it is told, in one sentence for all such results of a system, and not used until it is sent with a code that is "
                  "read or a site's file maps it (of an INR no code is verified, so under every code, and a site maps its own to "
                  "lab.inr); not told where all that it names is known by another result that counts. Only "
                  "names that were seen in a published list, and only where each other word of the text is one of the specimen or "
                  "of how it was measured: haemoglobin A1c, folate in red cells and creatinine in urine are none",
          why="a low haemoglobin or folate was lost in silence where a level of B12 would have been told; a name says nothing of "
              "the method, and where the result is known it would be noise",
          decides=("records",), cites=("SPEC 1", "R105", "R134", "SPEC our judgement")),
    Entry("R146", source_says="a note in free text beside an injection of B12, or in a list of them (of what it says, nothing)",
          could_mean=("nothing", "what it says", "a question, where it speaks against the next dose"),
          read_as="the third, and of nothing else: a reaction that a note of a B12 product names, or a cell of a list in a column "
                  "that is not read, or signs of one after a dose (a rash, hives, a swollen face), is asked about as an allergy in "
                  "words is (R98), so nobody is called to a dose before; a death that such a cell may tell, or one of a status, an "
                  "interval or a day that is not understood, is asked about before anybody is called (M44); and of a list with a "
                  "row a patient one is named, and read before the next dose, that may say that injections ended, wait or are "
                  "given elsewhere, or tell of the nerves, the eyes, a pregnancy, bleeding, another dose or another interval. A "
                  "denial, a warning, the kit that stands ready and what befell somebody else are none",
          why="whoever stood in the list with an anaphylaxis and the words not to give it was called to the next dose; what else "
              "stands in a note is too loose to decide by",
          decides=("records",), cites=("R98", "M44", "SPEC our judgement")),
    Entry("R148", source_says="an injection of B12 that a system keeps among the vaccinations (of it, nothing)",
          could_mean=("a vaccine, so nothing", "a question", "a dose given"),
          read_as="the third, where the vaccine's code or name is that of a B12 product: a dose given, or not given and why, as an "
                  "administration is, with its route and amount; a reaction that it tells is asked about (R98). An EHR is asked "
                  "for its vaccinations, and one that refuses leaves no gap; of every other vaccine nothing is read",
          why="it was passed over with all vaccines: whoever is injected every two months had no injection on record, and a "
              "level drawn the day after one counted",
          decides=("records",), cites=("SPEC 6.1", "R98", "SPEC our judgement")),
)  # fmt: skip
