"""What a diagnosis or an operation is by its name, where no code of it is known: problem lists hold free text, and value sets end.

A name makes nobody ill: it is told, and keeps the question open that silence would otherwise answer with no (registers R75, R79).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from cobalamin.records.medicine_names import NAMED_B12, normal

_OF_EITHER_EXTENT = (
    r"(?<!sleeve )(?<!total )(?<!partial )(?<!distal )gastrectom(y|ie|[ií]a)(?! (total|parci|parzi|partiel|subtotal))|"
    r"(?<!sleeve[ -])(?<!total )(?<!totale )(?<!totalt )(?<!partielle )(?<!partiell )(?<!partiel )(?<!distal )gastrektomi|"
    r"\bmagsäcksresektion|\bventrikelresektion|\bventrikkelreseksjon|\bmahalaukun resektio|"
    r"(?<!totale )(?<!partielle )(?<!partiële )(?<!subtotale )(?<!distale )(magenresektion|maagresectie)(?! (totaal|parti))|"
    r"(?<!partial )(?<!wedge )\bresection of (the )?stomach\b"
)
"""A gastrectomy of which nobody says whether it was total: both are asked about."""
_WHIPPLE = (
    r"pancreat(ic)?o-?duodenectom|whipple('s)? (procedure|operation|resection)|pan[ck]reat(ik)?odu?odene[ck]tomi|"
    r"duodenopancreat"
)
"""It takes the pancreas, and often a part of the stomach: both are asked about."""
_AUTOIMMUNE = r"auto[ -]?i(m|n)?mu+n"
"""As German and Dutch run it together with the stomach, and the Romance languages put it behind."""
_COBALAMIN = rf"{NAMED_B12}|[ck]obal|コバラミン|コバルト|[钴鈷]|코발"
_ALLERGIC = r"all?erg|hypersensitiv|hipersensib|anaphyla|anafila|intoleran|unverträglich"
_FEET = r"(feet|foot|toes?|soles?|legs?|limbs?|hands?|fingers?)"
_LIMB = r"(legs?|arms?|limbs?|hands?)"
_SENSE = r"(position|vibrat\w*|propriocept\w*)( sense)?"
_LOST = r"(lost|loss|absent|impaired|reduced|decreased|diminished)"
_NERVES = {
    "subacute_combined_degeneration": r"subacute combined degeneration|\bsacd\b|funi[ck]ul(a|ä)re? (myelos|spinal)|"
    r"scl[ée]rose combin|\blhermitte|degeneraci[óo]n (combinada subaguda|subaguda combinada)|mielosis funicular",
    "peripheral_neuropathy": r"(?<!optic )(?<!ulnar )(?<!median )(?<!auditory )(?<!compression )(?<!entrapment )"
    r"\bneuropath(y|ie)\b|(peripheral|poly|sensory) ?neuropath|polyneuropath|neuropat[ií]a perif[ée]rica|peripheral nerve disease",
    "paraesthesia": r"\bpar(a|ä)?esthesi|\bparästhes|\bparestesi|\bparesthésie|\bhypo-?a?esthesi|\bhypästhesi|\bnumb(ness)?\b|"
    r"\btingling|\bpins (and|&) needles|kribbel|taubheitsgef|ameisenlaufen|hormigueo|adormecimiento|fourmillement|"
    r"\bhipo?estesia|entumecimiento|acorchamiento|"
    rf"engourdissement|\bburning\b[\w -]{{0,30}}\b{_FEET}\b|\b{_FEET}\b[\w: ]{{0,20}}\bburning\b",
    "gait_disturbance": r"\bataxi[ac]|gait (disturbance|disorder|abnormal|unsteadi)|abnormal(ities of)? gait|"
    r"(unsteady|stumbling|tottering|spastic) gait|\bunstead(y|iness) (on|of)|difficulty (in )?walking|gangstörung|gangunsicher|"
    r"(unable|inability|cannot|can't) (to )?walk|"
    r"marcha (inestable|at[áa]xica|anormal)|(alteraci[óo]n|trastorno|inestabilidad|dificultad)(es)? (de|en|para) la marcha",
    "impaired_balance": r"(impair\w*|poor|loss) (of )?balance|"
    r"(?<!base )(?<!fluid )(?<!electrolyte )\bbalance (impair|problem|disorder)|"
    r"\b(repeated|recurrent|frequent) falls|\bunstead(y|iness) on|"
    r"(p[ée]rdida|falta|alteraci[óo]n|trastorno)(es)? del equilibrio|ca[íi]das (de repetici[óo]n|repetidas|frecuentes)",
    "weakness": r"\b(limb|leg|arm|hand|foot|extremity) weakness|"
    r"weakness (of|in) (the |both |his |her |all )?(lower |four )?(limb|leg|arm|hand|feet|extremit)|\bfoot drop|"
    r"\b(para|tetra|quadri|cuadri)(pares|pleg)|\bmuscle weakness|"
    rf"\bweak {_LIMB}\b|\b{_LIMB} (is |are |feel\w* |getting |gone )?weak\b|"
    r"\bdebilidad muscular|\bdebilidad (en|de) (las? |los |ambas )?(piernas?|brazos?|manos?|extremidad|miembro)",
    "impaired_position_or_vibration_sense": rf"({_LOST}|loss of|impairment of) (joint )?(position|vibrat|propriocept)|"
    rf"\b(vibration|vibratory|position) sense\W+(is )?{_LOST}|propriocepti\w+\W+(is )?{_LOST}|pallhypästh|pallanästh|"
    rf"\b{_SENSE}( and {_SENSE})?(,[\w ]{{1,24}})?:? ?\W*(is |are |marked |distal |severe ){{0,3}}{_LOST}|"
    r"pallhypa?esthes|"
    r"romberg\W+(s )?(sign )?positiv|positive romberg|(dorsal|posterior) column|"
    r"sensibilidad (vibratoria|posicional|profunda)\W+(est[áa] )?(abolida|disminuida|alterada|reducida)|"
    r"(p[ée]rdida|disminuci[óo]n) de (la )?sensibilidad (vibratoria|posicional|profunda)",
    "abnormal_reflexes_or_plantars": r"\bbabinski|extensor plantar|plantars?( response)?s?\W+(are )?(extensor|up-?going)|"
    r"up-?going (plantar|toe)|\barr?eflexi|\b(hyper|hiper)-?r?reflexi|\bclonus\b|"
    rf"({_LOST}|brisk|exaggerated) ((deep )?tendon |ankle |knee )?(reflex|jerk)|"
    rf"(ankle|knee|tendon) (jerk|reflex)(e?s)?\W+(are )?({_LOST}|brisk|exaggerated)",
    "visual_loss": r"\b(visual|vision) loss\b|\bloss of (vision|sight)|\bblurr(ed|y|ing of) (vision|sight)|"
    r"\b(decreased|reduced|impaired|failing|deteriorating) (\w+ )?(vision|sight|visual acuity)|"
    r"\b(centr|c(a?e|o)?ec?o?centr|centroc(a?e|o)c)al scotom|"
    r"(?<!hereditary )\boptic (neuropath|atroph)|"
    r"p[ée]rdida (de (la )?)?(visi[óo]n|visual|agudeza)|(neuropat[íi]a|atrofia) [óo]ptica(?! (hereditaria|de leber))",
    "bladder_or_bowel_dysfunction": r"\bneuro(gen|path)ic (bladder|bowel)|vejiga (neur[óo]gena|neurog[ée]nica)|"
    r"\bsphincter (disturb|dysfunct)|\b(bladder|bowel|urinary|voiding) (dysfunct|disturb|difficult)|\b(urinary|urine) retention|"
    r"\bretention of urine|\b(f(a)?ecal|bowel|double) incontinence|"
    r"(?<!stress )\burinary incontinence|incontinence of (f(a)?eces|stool)",
    "confusion": r"\bconfus(ed|ion|ional)\b(?! assess)|\bdelirium|\baltered mental|\bmental status chang|\bdisorient",
    "psychosis": r"\bpsychos[ei]s|\bpsychotic|\bhallucinat|\bdelusion(s|al)?\b|\bpersecutory|\bparanoi[ad]",
    "memory_or_concentration_problem": r"\bmemory (loss|impair|problem|deficit|disturb)|\b(loss of|impaired|poor) (short.term )?"
    r"memory|\bforgetful|\bpoor concentration|\b(difficulty|trouble) concentrat|"
    r"\bcognitive (impair|decline|deteriorat)|\bbrain fog",
    "developmental_regression": r"\bdevelopmental (regress|delay)|\b(loss|regression) of (developmental )?milestone|"
    r"\bfloppy (infant|baby)|\b(muscular|generali[sz]ed|muscle|axial) hypotonia",
}
"""Signs of the nerves, which a note tells in words more often than a code does: four of them have no code that is read. In
English, most in Spanish, of the other languages only the commonest."""
_NAMES: Mapping[str, str] = {
    **_NERVES,
    "autoimmune_gastritis": r"pernicious an|perni[zcs]i[öoø]+s(?:[ei][mnrs]?)? an|an[ée]mie pernicieuse|anemia perniciosa|"
    r"pernicieuze an|"
    rf"biermer|{_AUTOIMMUNE}\w*[ -]?(\w+ )?gastri|gastrit\w* (\w+ )?{_AUTOIMMUNE}(e|itari[ao])\b|typ[ -]a[ -]gastrit|"
    r"gastritis,? typ[ -]?a\b",
    "total_gastrectomy": r"\btotal gastrectomy|\btotale? gastrektomi|gastrectom[ií]a total|gastrectomie totale|"
    r"\btotale (magenresektion|maagresectie)|maagresectie totaal|\bmahalaukun poisto|"
    rf"{_OF_EITHER_EXTENT}",
    "partial_gastrectomy": rf"{_WHIPPLE}|"
    r"(partial|subtotal|distal) gastrectomy|billroth|(partielle?|partiel|subtotale?|distal) gastrektomi|"
    r"(partielle|subtotale|distale|partiële) (magenresektion|maagresectie)|maagresectie parti|"
    r"\bmahalaukun (osa-?|osittainen )poisto|"
    rf"gastrectom[ií]a (parcial|parziale|subtotal)|gastrectomie (partielle|subtotale)|{_OF_EITHER_EXTENT}",
    "bariatric_surgery": r"gastric bypass|roux.en.y|sleeve gastrectomy|gastric sleeve|biliopancreatic|duodenal switch|bariatri|"
    r"sleeve[ -]gastrektomi|gastrisk bypass|mahalaukun (ohitus|kavennus)|lihavuusleikkau|\bfe(d|t)m[ae]operas?[jt]i?on|"
    r"magenbypass|schlauchmagen|bypass g[áa]stri[cq]|maagbypass|bypass stomach to|excision of stomach,.*\bvertical",
    "partial_ileal_resection": r"\bil(e|é)(al|um|o-?c(a|o)?ecal|oc[æé]cale?|ozökal\w*)\W+(resection|résection|resektion|resectie)|"
    r"(resection|résection|resektion|resectie|ressec[cç]ão) (of|de[rs]?|do|van) (the |l'|het )?(terminal(en|e)? )?[ií]l[eé]|"
    r"ileozökalresektion|\bileum-?res(ektion|eksjon|ektio|ectie)|\bileoc(oe|æ|e)[ck]al-?res(ektion|eksjon)|"
    r"resecci[oó]n ileal|excision of (terminal )?ileum\b(?!.*diagnostic)",
    "ileal_crohns_disease": r"\bcrohn",
    "coeliac_disease": r"\bc(o|œ)?eliac (disease|sprue)|\bcoeliakie|\bzöliakie|cel[ií]aca|celiaqu[ií]a|maladie c(œ|oe)liaque|"
    r"\bc[eø]liaki|\bkeliaki|\bceliachi",
    "bacterial_overgrowth": r"bacterial overgrowth|\bsibo\b|blind loop|bakterielle (fehl|über)besiedlung|"
    r"sobrecrecimiento bacteriano",
    "pancreatic_insufficiency": rf"{_WHIPPLE}|"
    r"pancreatic insufficiency|chronic pancreatitis|pankreasinsuffizienz|insuficiencia pancreática",
    "atrophic_gastritis": r"atrophic gastritis|atrophische gastritis|gastritis atr[óo]fica|gastrite (atrophique|atrofica)|"
    r"atrofisk gastrit",
    "abdominal_radiotherapy": r"radio-?th[eé]rap(y|ie)|radioterap(ia|i\b)|radiation (therapy|treatment)|brachytherap|teletherap|"
    r"strahlen(?:therap|behandl)|bestrahlung|strå(l|le)behandling|(?<!ultraviolet )(?<!\buv )\birradiation",
    "fish_tapeworm": r"diphyllobothri|fish tapeworm|fischbandwurm",
    "other_malabsorption": r"short (bowel|gut)|kurzdarm|tropical sprue|zollinger|\bmalabsor",
    "hereditary_b12_disorder": r"imerslund|gr[äa]sbeck|transcobalamin (ii )?deficiency",
    "nitrous_oxide": r"nitrous oxide|laughing gas|lachgas|protoxyde d'azote|óxido nitroso",
    "low_b12_diet": r"\bvegan|\bvegetarian|\b(does not|doesn't|do not|never) eat (any )?(meat|animal)",
    "glossitis": r"\bglossitis|\bsore (mouth and )?tongue|\b(smooth|beefy|depapillated) tongue",
    "hypersegmented_neutrophils": r"\bhypersegment",
    "megaloblastic_picture": r"\bmegaloblast",
    "haemolysis_picture": r"\bh(a)?emolytic an(a)?emia|\bthrombotic microangiopath|\bmicroangiopathic h|\bschistocyt",
    "copper_deficiency": r"\bcopper deficien|\bhypocupr",
    "cobalamin_or_cobalt_allergy": rf"({_ALLERGIC})[^,.;\n]{{0,40}}?({_COBALAMIN})|({_COBALAMIN})[^,.;\n]{{0,40}}?({_ALLERGIC})",
    "leber_optic_neuropathy": r"leber('?s)? (hereditary )?optic|[óo]ptica (hereditaria )?de leber|\blhon\b",
}
"""Finding -> its names in English, German, French, Spanish and Dutch, of the first causes in Italian and the Nordic languages too,
of operations also in Finnish: causes that would be missed, the nerves (most signs in English and Spanish alone), Leber's disease.
Looked up in no source (register R79).
"""
_FORMS = {fact: re.compile(form, re.IGNORECASE) for fact, form in _NAMES.items()}
_BELOW = re.compile(
    r"abdom|pelvi|rect(um|al)|\bcervi[xc]|uter|endometri|ovar|vagin|prostat|bladder|bowel|para-?aort|stomach|gastri|pancrea|\bliver|"
    r"iliac|inguin|colon|becken|bauch|bassin|bekken|spine|spinal|lumbar|sacr|whole body|total body",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\b(?:breast|mamm|brust|sein\b|chest|thora|lung|bronch|oesoph|esophag|brain|cerebr|crani|head|neck|laryn|pharyn|thyroid|"
    r"skin|scalp|face|eye|orbit|oral|tongue|shoulder|arms?\b|hands?\b|legs?\b|knee|foot|limb|extremit)",
    re.IGNORECASE,
)
"""Where irradiation reaches the bowel, and where it does not: a place that begins a word, for *Bestrahlung* ends in one."""
_ALLERGEN = re.compile(_COBALAMIN, re.IGNORECASE)
_NOT_BEFORE = re.compile(
    r"\b(famil|fh\b|mother|father|brother|sister|sibling|parents?\b|screen|risk|exclu|ruled? out|no\b|not\b|den(y|ies|ied)\b|"
    r"without|negative|niega|descart|ausschluss|kein|nicht\b|ohne\b|sans\b|sin\b|geen\b|ingen\b|inte\b|ikke\b|utan\b|uten\b|"
    r"uden\b|senza\b)",
    re.IGNORECASE,
)
_NOT_BEHIND = re.compile(
    r"\b(excluded|ruled out|negative|ausgeschlossen|family history|"
    r"in (the |his |her )?(family|mother|father|brother|sister|sibling))",
    re.IGNORECASE,
)
"""What is said of a relative, looked for, or denied."""


def _names(form: re.Pattern[str], text: str) -> bool:
    """Whether it stands anywhere of the patient: a denial counts to the end of its sentence, or of its clause behind the name."""
    for found in form.finditer(text):
        before = _SENTENCE.split(text[: found.start()])[-1]
        behind = _CLAUSE.split(text[found.end() :])[0]
        if not _NOT_BEFORE.search(before) and not _NOT_BEHIND.search(behind):
            return True
    return False


_SENTENCE, _CLAUSE = re.compile(r"[.;\n] |\n"), re.compile(r"[,.;\n]")
Names = Callable[[str], tuple[str, ...]]
"""The facts that a text names."""


@lru_cache(maxsize=16_384)
def allergies_named(text: str) -> tuple[str, ...]:
    """The allergy a substance named in words stands for."""
    return ("cobalamin_or_cobalt_allergy",) if _names(_ALLERGEN, normal(text)) else ()


@lru_cache(maxsize=16_384)
def findings_named(text: str) -> tuple[str, ...]:
    """The findings a text names; none where it speaks of a relative, a search or an absence."""
    return tuple(
        fact for fact, form in _FORMS.items() if _names(form, text) and not (fact == IRRADIATED and is_above(text))
    )


IRRADIATED = "abdominal_radiotherapy"


def is_above(place: str) -> bool:
    """Whether it names a part of the body that is irradiated without the bowel, and none below."""
    return _ABOVE.search(place) is not None and _BELOW.search(place) is None
