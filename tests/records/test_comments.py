"""What a laboratory wrote beside a result: never that it is true, at most that it is not to be relied on (R171)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from bundles import B12, HB, ON, SCT, collection, concept, condition, facts, observation, patient, value
from cobalamin.population.screen import screen
from cobalamin.records.comments import is_not_relied_on, tells_of_injections

Resource = dict[str, Any]
SPOILT = [
    "Haemolysed, please repeat", "hemolyzed specimen", "Grossly haemolysed", "Insufficient sample",
    "Sample insufficient, please repeat",
    "QNS", "Sample contaminated", "? drip arm contamination", "?EDTA contamination", "Possible contamination with IV fluids",
    "Sample may be contaminated", "Sample taken from drip arm - please repeat", "Clotted sample", "Sample mislabelled",
    "Wrong blood in tube cannot be excluded", "Result unreliable", "Results should not be relied upon",
    "Biotin interference suspected", "Assay interference by paraprotein",
    "Intrinsic factor antibody interference cannot be excluded",
    "Macro-B12 suspected", "? falsely elevated", "Please send a fresh sample", "Please repeat", "Please repeat to confirm",
    "hämolytisch, bitte wiederholen",
    "Probe stark hämolytisch", "Material nicht ausreichend", "Probe verunreinigt", "nicht verwertbar",
    "Muestra hemolizada, repetir muestra",
    "muestra insuficiente", "Resultado no valorable", "Échantillon hémolysé", "prélèvement insuffisant",
    "Falsely normal: macro-B12", "? spurious result",
    "Result unreliable: sample clotted", "Invalid result", "Sample invalid", "Wrong blood in tube cannot be excluded; repeat",
    "Sample haemolysed. Potassium not reported.",
]  # fmt: skip
SOUND = [
    "", "not haemolysed", "No haemolysis", "Haemolysis: none", "Haemolysis index 0", "Slightly haemolysed",
    "Mild haemolysis present",
    "Results may be affected by haemolysis", "Haemolysed samples may give falsely high results",
    "Intrinsic factor antibodies may interfere",
    "If sample haemolysed, please repeat", "Biotin may cause falsely high results", "Please repeat in 3 months",
    "Please repeat B12 in 3 months", "Please repeat with MMA",
    "Suggest repeat in 6 weeks",
    "?haemolysis: suggest reticulocytes, LDH", "Haemolytic anaemia known", "hämolytische Anämie bekannt", "leicht hämolytisch",
    "nicht hämolytisch", "Kontrolle in 3 Monaten empfohlen", "muestra no hemolizada", "échantillon non hémolysé",
    "Insufficient sample for folate",
    "Potassium unreliable: sample haemolysed", "Contaminated samples will be rejected", "Borderline B12, suggest MMA",
    "Bei Hämolyse nicht verwertbar",
    "Reference interval not valid in pregnancy", "Reference range not valid for children", "Unreliable in renal failure",
    "This assay is subject to interference from anti-IF antibodies", "Contamination of the sample excluded",
    "Suggest repeat sample in 3 months", "New sample type: serum gel", "Old sample results: see previous report",
    "Invalid postcode on the request", "Result may be unreliable in patients on biotin", "B12 alone is not a reliable marker",
    "Neue Probe in 3 Monaten",
    "Falsely low results are seen in pregnancy", "Total B12 is falsely low in pregnancy",
    "Oral contraceptives cause falsely low B12", "Interference from biotin: patients should stop it two days before",
    "Haemolysed: No", "Lipaemic, icteric, haemolysed: no",
    "Previous sample haemolysed", "Consistent with B12 deficiency",
]  # fmt: skip


@pytest.mark.parametrize("comment", SPOILT)
def test_words_that_say_not_to_rely_on_it(comment: str) -> None:
    assert is_not_relied_on(comment)


@pytest.mark.parametrize("comment", SOUND)
def test_denied_slight_general_or_of_another(comment: str) -> None:
    assert not is_not_relied_on(comment)


@pytest.mark.parametrize("comment", [
    "Patient receives B12 injections", "Pt on B12 injections", "? on hydroxocobalamin", "Known to be on IM B12 injections",
    "Recent B12 injection", "patient on vitamin B12 replacement", "Patientin erhält Vitamin-B12-Injektionen",
    "bekommt B12 Spritzen",
    "paciente con inyecciones de B12", "Already on hydroxocobalamin injections",
])  # fmt: skip
def test_words_that_tell_of_injections(comment: str) -> None:
    assert tells_of_injections(comment)


@pytest.mark.parametrize("comment", [
    "", "Suggest B12 injections", "Patients on B12 injections need no levels", "If patient is on B12 injections, ignore",
    "Not on B12 injections",
    "Consider hydroxocobalamin", "Start hydroxocobalamin injections",
    "Levels are not useful in patients receiving B12 injections",
    "Mother on B12 injections", "Test before the patient receives B12 injections", "B12 deficiency",
    "B12-Substitution empfohlen",
])  # fmt: skip
def test_advice_and_others_do_not(comment: str) -> None:
    assert not tells_of_injections(comment)


def noted(*comments: str) -> Resource:
    return {"note": [{"text": each} for each in comments]}


HAEMOLYSED = "haemolysed, please repeat"


PRINTED_UNDER_EVERY_RESULT = [
    "Active B12 is not affected by OCP. Please repeat if clinically indicated.",
    "Sample stability: serum stable 7 days at 2-8 C. Aged samples are rejected.",
    "Haemolysed samples are unsuitable for folate analysis.", "Serum folate may be falsely elevated in haemolysed samples.",
    "Biotin interference: Specimens from patients taking biotin may show falsely elevated results.",
    "Performed By: ARUP Laboratories. Specimen Reject Conditions: grossly hemolyzed specimens.",
    "Unacceptable conditions: Hemolyzed or lipemic specimens.", "Hemolysis falsely elevates folate.",
    "A serum homocysteine is unreliable if the sample is not separated within 1 hour.",
    "Homocysteine: samples must be received on ice within 1 hour. Delayed separation causes falsely raised results.",
    "Cobalamin levels are unreliable in the presence of liver disease or myeloproliferative disorders.",
    "Do not interpret B12 results in isolation. Not reliable as a sole marker of deficiency.",
    "Patients on B12 replacement: levels are not useful. Do not repeat.",
    "Please repeat with fasting sample if homocysteine raised.",
    "Das Testergebnis kann durch Antikörperinterferenz oder Biotineinnahme verfälscht werden.",
    "Bei hämolytischen Proben sind falsch hohe Werte möglich.",
    "Biotin-Interferenz: Bei Einnahme von Biotin (>5 mg/Tag) Abnahme frühestens 8 h nach letzter Einnahme.",
    "Hinweis: Lichtschutz erforderlich. Probe vor Licht schützen. Hämolyse vermeiden.",
    "Les anticorps anti-facteur intrinsèque peuvent interférer avec le dosage.",
    "Attention : interférence possible en cas de prise de biotine.",
    "Interférence à la biotine : possible si posologie > 5 mg/j.",
    "Interferencias: la biotina puede producir resultados falsamente elevados.",
    "Las muestras hemolizadas no son válidas para la determinación de folato.",
    "Nota: Los resultados pueden verse afectados por hemólisis o lipemia.",
    "Please note new reference range from 1/4/2024. Results are not interchangeable with the previous method.",
    "Specimen type: serum. Hemolysis index: 4 (acceptable). Lipemia index: 2",
    "H index 10 L index 5 I index 1. Sample quality: acceptable",
    "The possibility of assay interference should be considered where results do not fit the clinical picture.",
    "If B12 deficiency suspected clinically but result normal consider macro-B12 or antibody interference.",
    "Macro-B12 may cause a raised result.", "B12 levels >2000 may be caused by macro-B12, liver disease or supplementation.",
    "No significant interference from hemolysis (<1 g/L), icterus or lipemia.",
    "Results from contaminated EDTA tubes are rejected.", "Wrong tubes will be discarded.",
    "Samples drawn from IV lines are not accepted.",
    "IF-Ak: Falsch positive Ergebnisse nach B12-Injektion möglich; bitte um Wiederholung nach 2 Wochen.",
    "Please send a new sample if further tests are required.", "A fresh sample is required for add-on tests.",
    "For MMA please send a fresh EDTA sample.", "Fresh samples required for film review.", "Repeat sample not required.",
    "Diese Untersuchung wurde in Fremdlabor durchgeführt. Nicht akkreditiert.", "Bitte neue Referenzbereiche beachten.",
    "Bitte wiederholen Sie die Bestimmung bei fortbestehendem Verdacht in 3 Monaten.",
    "Bei grenzwertigem Befund bitte um erneute Einsendung zur MMA-Bestimmung.",
    "Falls klinisch indiziert, bitte erneute Kontrolle.",
    "Resultado validado por el facultativo. No válido para fines legales.",
    "Note: unvalidated results are not valid for clinical decisions.",
    "Recommandation : contrôle sur un nouveau prélèvement à distance.", "Echantillon conforme. Absence d'hémolyse.",
    "Sample received haemolysis index <10", "Comment: Ferritin is unreliable in the acute phase.",
    "Sample haemolysed, potassium result not available. B12 unaffected.", "Slight haemolysis noted. B12 not affected.",
    "Vitamin B12 assay standardised to WHO IS 03/178. Interference: none known", "Insufficient sample remaining for storage",
    "Insufficient serum to add on MMA", "Insufficient sample to perform folate", "Insufficient sample: MMA not done",
    "Unlabelled samples will not be processed.", "Contamination with EDTA excluded",
    "Result checked by repeat analysis on same sample.", "Result confirmed on repeat.",
    "Old sample - added on to stored serum 2 days, stable", "Sample not spun, potassium unreliable",
    "Results from other laboratories are not directly comparable", "Suggest fresh sample in 2-3 months",
    "Please repeat B12 after treatment", "Please repeat if symptoms persist", "Please repeat FBC", "Please repeat annually",
    "Note change of method. Interpret with caution when comparing with previous results.",
    "Haemolysis, lipaemia and icterus indices checked.", "Samples with an H-index over 100 are not reported.",
    "Specimens collected in EDTA are unsuitable for this assay.", "In patients with paraproteinaemia interference may occur.",
    "Contact the lab within 7 days for add-on tests; sample retained.", "Sample retained for 5 days",
    "This test is subject to interference in the presence of very high biotin.",
    "For further advice on interference from macro-B12 contact the duty biochemist.",
    "B12 >= 180 ng/L: deficiency unlikely but not excluded.", "MMA is unreliable in renal impairment",
    "Avoid haemolysis. Centrifuge within 2 h.",
    "Neurological symptoms: do not delay treatment. Repeat testing is not required.",
    "No repeat testing required once replaced", "The laboratory does not accept unlabelled specimens.",
    "Ergebnis ist bei Niereninsuffizienz eingeschränkt verwertbar",
    "Die Probe wird 7 Tage aufbewahrt, Nachforderungen möglich", "Bei Rückfragen zur Plausibilität bitte Labor kontaktieren",
    "Resultado verificado por duplicado", "Ne pas interpréter en cas d'hémolyse", "Résultat vérifié sur deux prélèvements",
    "Tube rouge. Hémolyse : 0", "Vitamin B12 by chemiluminescence. Haemolysis interferes at Hb >1 g/L.",
    "Results should be interpreted with caution in pregnancy.", "Insufficient information on request form",
    "Clinical details insufficient", "Sample type: Serum (Old tube colours discontinued)",
    "Please do not send a repeat sample.", "No clinical details. Repeat sample in 4 weeks if still symptomatic.",
    "Discard first 5 mL when sampling from lines.", "Falsely normal results reported in pernicious anaemia",
]  # fmt: skip
"""As laboratories of the United Kingdom, the United States, Germany, France, Spain and Australia print them, in their style."""
OF_THIS_SAMPLE = [
    "Sample haemolysed - interpret with caution", "Haemolysed +++", "Gross haemolysis. Results may be affected.",
    "Marked haemolysis noted; B12 result may be unreliable", "Sample grossly hemolyzed. Results may be falsely elevated.",
    "Specimen moderately hemolyzed; interpret results with caution", "HEMOLYZED SPECIMEN, RESULTS MAY BE AFFECTED",
    "Results affected by hemolysis", "Moderate hemolysis present", "Sample >7 days old on receipt. Interpret with caution.",
    "Aged sample. Please interpret with caution", "Sample received 6 days after collection - results may be unreliable",
    "Delay in receipt: results unreliable", "Sample age exceeds stability", "Old sample received",
    "Old specimen - please repeat", "Sample not separated within 6 hours", "Suspected drip arm sample",
    "? drip arm sample - please repeat", "Pattern suggests contamination with IV fluid",
    "Possible EDTA contamination. Please repeat.", "? wrong patient - please repeat",
    "Results do not match previous results - ?wrong blood in tube",
    "Delta check failure: query patient identity. Please repeat", "Patient ID query - please check and repeat",
    "Details on sample and form do not match", "Discrepancy between request form and sample label",
    "Sample labelled with another patient's details", "Interference by heterophile antibodies confirmed",
    "B12 result falsely elevated due to macro-B12", "PEG precipitation: macro B12 present", "Macrocomplex detected",
    "Biotin interference detected in this sample", "Patient taking biotin: result unreliable",
    "Anti-IF antibodies detected; the B12 level may be falsely normal due to assay interference",
    "Result not in keeping with clinical picture; assay interference suspected", "Possible assay interference",
    "Sample unsuitable", "Small clot in sample", "Fibrin clot in sample: count unreliable",
    "Lipaemic sample; results may be unreliable", "Grossly lipemic specimen. Hb falsely elevated.",
    "Cold agglutinins: MCV falsely high", "MCV unreliable due to cold agglutinins", "Probe hämolytisch",
    "Material stark hämolytisch, Werte nur eingeschränkt verwertbar", "Eingeschränkt verwertbar wegen Hämolyse",
    "Werte eingeschränkt beurteilbar (Hämolyse)", "Probenalter > 5 Tage, Ergebnis unter Vorbehalt",
    "Ergebnis unter Vorbehalt, Probe überlagert", "V.a. Probenverwechslung, bitte Kontrolle",
    "Verdacht auf Probenvertauschung", "V.a. Infusionskontamination",
    "Abnahme aus liegendem Zugang / Infusionsarm? Bitte Kontrolle", "Verdünnungseffekt durch Infusion?", "Zu wenig Material",
    "Probenmenge nicht ausreichend, Kontrolle erbeten", "V.a. Makro-B12", "Störung durch heterophile Antikörper",
    "Hemólisis +++", "Muestra hemolizada, interpretar con precaución", "Muestra contaminada con suero",
    "Posible contaminación por vía", "Muestra extraída de vía con fluidoterapia", "Posible error de identificación",
    "Muestra coagulada", "Sérum hémolysé : résultat à interpréter avec prudence", "Hémolyse importante",
    "Résultat sous réserve : prélèvement hémolysé", "Résultat à contrôler sur un nouveau prélèvement",
    "Prélèvement insuffisant, dosage non contrôlé", "Suspicion d'erreur d'identité", "Contamination par perfusion",
    "Interférence probable avec le dosage, à contrôler par une autre technique", "Sample taken above IV cannula?",
    "Sample collected from central line - ?diluted", "Diluted sample ?IV", "Dilutional - repeat", "Underfilled tube",
    "Incorrect tube type received", "Wrong tube type, results unreliable", "Not centrifuged in time", "Results not reliable",
    "B12 result to be confirmed on a fresh sample", "Recollect", "Recommend recollection", "Suggest repeat sample",
    "Kindly repeat B12 on a fresh sample", "Sample mix-up suspected",
    "Marked in vitro haemolysis", "SAMPLE HAEMOLYSED (Index 350)", "Sample 5 days old.",
    "Sample delayed in transit 4 days, interpret with caution", "HAEMOLYSED - B12 may be unreliable",
    "Contaminated with drip?", "Likely drip contamination", "Taken from arm with IV infusion",
    "Blood taken from the same arm as the infusion", "Wrong patient?", "Possible patient identification error",
    "Possible mislabelled specimen", "Sample possibly from another patient",
    "Result inconsistent with previous, please repeat to confirm", "Please send repeat sample to confirm",
    "Please repeat on a fresh sample", "This result is invalid", "Kontamination mit Infusionslösung", "Material überaltert",
    "Blut geronnen", "Probe hämolysiert, Wiederholung empfohlen", "Serum stark lipämisch und hämolytisch", "falsche Probe?",
    "Patientenverwechslung nicht ausgeschlossen", "Muestra muy hemolizada", "Prélèvement hémolysé", "Tube mal étiqueté",
    "Interference suspected, sent for alternative method", "Heterophile antibody interference suspected",
    "B12 likely falsely high (macro B12 on PEG)", "Hemolyzed 3+", "Specimen hemolyzed: moderate",
    "Delayed processing >48 h: result may be inaccurate", "Specimen integrity compromised",
    "Specimen compromised - recommend recollection", "Sample quality poor",
]  # fmt: skip
TO_BE_CAREFUL = [
    "Grossly lipaemic", "A contrôler", "Tube expired", "Treat result with caution", "Interpret with caution", "Slightly haemolysed",
    "Repeat advised - unexpected result", "mit Vorsicht zu bewerten",
]  # fmt: skip


@pytest.mark.parametrize("comment", PRINTED_UNDER_EVERY_RESULT)
def test_a_footer_never_takes_a_result_away(comment: str) -> None:
    """Nineteen of them did: a laboratory that prints one would have lost every normal level."""
    assert not is_not_relied_on(comment)


@pytest.mark.parametrize("comment", OF_THIS_SAMPLE)
def test_what_is_said_of_this_sample_is_heard(comment: str) -> None:
    """Patient mixed up, drip arm, too old on receipt: thirty of them were read as nothing."""
    assert is_not_relied_on(comment)


@pytest.mark.parametrize("comment", TO_BE_CAREFUL)
def test_where_it_is_in_doubt_the_result_counts_and_the_comment_is_told(comment: str) -> None:
    found = facts(patient(), observation(B12, 480, "ng/L", **noted(comment)))
    assert value(found, "total_b12") == "480 ng/L"
    assert f"the laboratory's comment: {comment!r}" in found.known["total_b12"].note


def test_a_level_that_reassures_is_not_relied_on() -> None:
    """A level of 480 on a haemolysed sample made the deficiency unlikely."""
    found = facts(patient(), observation(B12, 480, "ng/L", **noted(HAEMOLYSED)))
    assert "total_b12" not in found.known
    missing = found.missing["total_b12"]
    assert missing.why == "contradictory"
    assert missing.sentence == (
        "total serum B12: sent as 480 ng/L, and the laboratory's comment is 'haemolysed, please repeat': not relied on; repeat it"
    )


@pytest.mark.parametrize("comment", [
    "Biotin interference suspected", "Assay interference by paraprotein", "Macro-B12 suspected", "Verdacht auf Makro-B12",
    "Intrinsic factor antibody interference cannot be excluded", "Störung durch heterophile Antikörper",
    "Störung durch Intrinsic-Faktor-Antikörper",
])  # fmt: skip
def test_where_the_assay_is_disturbed_another_sample_reads_the_same(comment: str) -> None:
    found = facts(patient(), observation(B12, 480, "ng/L", **noted(comment)))
    assert found.disturbed
    assert found.missing["total_b12"].sentence.endswith("not relied on; a metabolite tells more")
    assert not facts(patient(), observation(B12, 480, "ng/L", **noted(HAEMOLYSED))).disturbed
    assert not facts(patient(), observation(B12, 480, "ng/L")).disturbed
    assert not facts(patient(), observation(HB, 150, "g/L", **noted("Assay interference by paraprotein"))).disturbed


def test_an_interference_named_at_the_end_of_a_long_comment_is_heard() -> None:
    comment = "Authorised by the duty biochemist after discussion with the ward. Macro-B12 suspected."
    found = facts(patient(), observation(B12, 480, "ng/L", **noted(comment)))
    assert found.disturbed
    assert "Authorised by the duty biochemist" in found.missing["total_b12"].sentence
    assert "Macro-B12" not in found.missing["total_b12"].sentence


@pytest.mark.parametrize("number", [90, 150, 250])
def test_a_level_that_presses_counts_and_the_comment_is_told(number: int) -> None:
    found = facts(patient(), observation(B12, number, "ng/L", **noted(HAEMOLYSED)))
    assert value(found, "total_b12") == f"{number} ng/L"
    assert "the laboratory's comment: 'haemolysed, please repeat'" in found.known["total_b12"].note


def test_an_earlier_sound_result_stands_in_its_place_and_the_later_is_told() -> None:
    earlier = observation(B12, 150, "ng/L", id="o0", effectiveDateTime="2026-01-01")
    found = facts(patient(), earlier, observation(B12, 480, "ng/L", **noted(HAEMOLYSED)))
    assert value(found, "total_b12") == "150 ng/L"
    assert any("the result of 2026-01-01 is used in its place" in each.sentence for each in found.problems)


def test_a_negative_antibody_on_a_spoilt_sample_denies_nothing() -> None:
    antibody = observation("31444-3", "negative", **noted(HAEMOLYSED))
    found = facts(patient(), antibody)
    assert "intrinsic_factor_antibody" not in found.known
    assert (
        "intrinsic_factor_antibody" in facts(patient(), observation("31444-3", "positive", **noted(HAEMOLYSED))).known
    )


def test_the_flag_in_words_is_a_comment_too() -> None:
    found = facts(patient(), observation(B12, 480, "ng/L", interpretation=[{"text": "hämolytisch, bitte wiederholen"}]))
    assert "total_b12" not in found.known


MII = "https://www.medizininformatik-initiative.de/fhir/core/modul-labor/StructureDefinition/InterpretationsbeeinflussendeEigenschaft"


def affected(*, url: str = MII, **coding: str) -> Resource:
    return {"modifierExtension": [{"url": url, "valueCoding": {"system": SCT, **coding}}]}


HEMOLYSED = affected(code="118128002", display="Specimen hemolyzed")


@pytest.mark.parametrize(("more", "said"), [
    (HEMOLYSED, "Specimen hemolyzed"), (affected(code="118127007", display="Specimen lipemic"), "Specimen lipemic"),
    (affected(code="118129005"), "118129005"), (affected(), "a property that affects how it is read"),
    (HEMOLYSED | {"note": [{"text": "authorised"}]}, "Specimen hemolyzed"),
])  # fmt: skip
def test_a_coded_property_of_the_specimen_is_such_a_comment(more: Resource, said: str) -> None:
    """So Germany's core data set says it: a level of 120 with it was left out, and the first line said nothing of B12."""
    spoilt = facts(patient(), observation(B12, 480, "ng/L", **more))
    assert "total_b12" not in spoilt.known
    assert f"the laboratory's comment is {said!r}: not relied on; repeat it" in spoilt.missing["total_b12"].sentence
    low = facts(patient(), observation(B12, 120, "ng/L", **more))
    assert value(low, "total_b12") == "120 ng/L"
    assert f"the laboratory's comment: {said!r}" in low.known["total_b12"].note
    assert not low.problems


def test_beside_a_modifier_that_is_not_known_it_is_left_out() -> None:
    other = {"url": "http://lab.example/not-of-this-patient", "valueBoolean": True}
    both = {"modifierExtension": [*HEMOLYSED["modifierExtension"], other]}
    found = facts(patient(), observation(B12, 120, "ng/L", **both))
    assert "total_b12" not in found.known
    (told,) = found.problems
    assert "lab.example" in told.sentence


def test_of_a_diagnosis_or_one_component_the_property_says_nothing() -> None:
    assert "left out" in facts(patient(), condition("84027009", **HEMOLYSED)).problems[0].sentence
    part = {"code": concept(B12), "valueQuantity": {"value": 120, "unit": "ng/L"}, **HEMOLYSED}
    assert "left out" in facts(patient(), observation(concept("58410-2"), component=[part])).problems[0].sentence


def test_a_general_comment_changes_nothing() -> None:
    footer = noted("Results may be affected by haemolysis")
    assert facts(patient(), observation(B12, 480, "ng/L", **footer)) == facts(patient(), observation(B12, 480, "ng/L"))


def test_injections_in_a_comment_are_asked_about() -> None:
    found = facts(patient(), observation(B12, 900, "ng/L", **noted("Patient receives B12 injections")))
    assert found.missing["b12_injections"].sentence == (
        "B12 injections: the laboratory's comment 'Patient receives B12 injections' tells of it; ask whether this is correct"
    )


def report(*, held: bool, status: str = "final") -> list[Resource]:
    level = observation(B12, 480, "ng/L")
    said = {"contained": [level]} if held else {"result": [{"reference": "Observation/o1"}]}
    about = {"resourceType": "DiagnosticReport", "id": "r", "status": status, "subject": {"reference": "Patient/p"},
             "effectiveDateTime": "2026-02-01", "conclusion": "Sample grossly haemolysed."}  # fmt: skip
    return [{**about, **said}, *([] if held else [level])]


@pytest.mark.parametrize("held", [True, False])
def test_what_a_report_concludes_stands_beside_its_results(held: bool) -> None:
    assert "total_b12" not in facts(patient(), *report(held=held)).known
    assert "total_b12" not in facts(patient(), *reversed(report(held=held))).known
    if not held:
        assert value(facts(patient(), *report(held=held, status="entered-in-error")), "total_b12") == "480 ng/L"
    other = observation(HB, 140, "g/L", id="o2")
    assert value(facts(patient(), *report(held=held), other), "haemoglobin") == "140 g/L"


def answered(tmp_path: Path, resources: list[Resource], *, in_bulk: bool) -> Resource:
    source, to = tmp_path / f"source-{in_bulk}", tmp_path / f"out-{in_bulk}"
    source.mkdir()
    if in_bulk:
        (source / "all.ndjson").write_text("".join(json.dumps(each) + "\n" for each in resources))
    else:
        bundle = collection(resources)
        (source / "p.json").write_text(json.dumps(bundle))
    screen(source, to, on=date(ON.year, ON.month, ON.day))
    (row,) = parquet.read_table(to / "part-00000.parquet").to_pylist()
    found: Resource = row
    return found


@pytest.mark.parametrize("resources", [
    [observation(B12, 480, "ng/L", **noted(HAEMOLYSED))],
    [observation(B12, 480, "ng/L", **noted("not haemolysed"))],
    [observation(B12, 480, "ng/L", **noted("slightly haemolysed"))],
    [observation(B12, 90, "ng/L", **noted(HAEMOLYSED))],
    [observation(B12, 900, "ng/L", **noted("Patient on B12 injections"))],
    [observation(B12, 150, "ng/L", id="o0", effectiveDateTime="2026-01-01"), observation(B12, 480, "ng/L", **noted(HAEMOLYSED))],
    [observation(B12, 480, "ng/L", **HEMOLYSED)], [observation(B12, 90, "ng/L", **HEMOLYSED)],
    report(held=True), report(held=False), [*reversed(report(held=False))],
])  # fmt: skip
def test_bulk_says_the_same(tmp_path: Path, resources: list[Resource]) -> None:
    sent = [patient(), condition("91019004"), *resources]
    bundle, bulk = (answered(tmp_path, sent, in_bulk=each) for each in (False, True))
    assert bulk == bundle
