"""The signs of `sign_names` as Spanish, German and French clinics write them. Looked up in no source (register R79)."""

from __future__ import annotations

from collections.abc import Mapping

_LESS = r"(abolid|disminuid|reducid|alterad|perdid|ausente)\w*"
_GONE = r"(erloschen|fehlend|vermindert|herabgesetzt|reduziert|abgeschwächt|aufgehoben|aboli|diminu[ée]|absent)\w*"
_REPEATED = r"(de repetici[óo]n|repetidas|frecuentes|recurrentes)"
_SOLES = r"(pies|piernas|manos|dedos|plantas)"
_OPTIC = (
    r"(neuropat[íi]a|atrofia) [óo]ptica|(neuropathie|atrophie) optique|optikus(neuropathie|atrophie)|sehnerv\w*atrophie"
)
_SEEN = r"(de (la )?|d'|en )?(agudeza visual|visi[óo]n|acuit[ée]( visuelle)?|vision|vue)"

ABROAD: Mapping[str, str] = {
    "subacute_combined_degeneration": r"\bm[iy][ée]lopath?[ií]a\b(?! (espondil|cervicoartr|compresiv|traum))|"
    r"(?<!spondylogene )(?<!zervikale )(?<!spondylotische )\bmyelopathie\b(?! (cervicarthro|compress|bei spinal))|"
    r"\bmy[ée]lopathie\b(?! (cervicarthro|compress|bei spinal))|degeneraci[óo]n combinada",
    "peripheral_neuropathy": r"\bpoli?-?neuropat[ií]a|\bpolyneuropat[ií]a|\bneuropat[ií]a (sensitiv|diab[ée]tica|axonal|"
    r"sensitivomotora)|"
    r"\b(diabetische|distale|symmetrische|sensible|sensomotorische|periphere) pnp\b",
    "paraesthesia": r"\bsensibilitätsstörung|\bmissempfindung|\btaubheit (der|an den|in den|beider) (füße|beine|hände|finger|"
    r"zehen)|"
    rf"\bacorchad|\b{_SOLES} (dormid|acorchad|entumecid)|\bp[ée]rdida de (la )?sensibilidad\b(?! (vibr|posic|prof))|"
    r"\btroubles? sensitif|\bdysesth[ée]si|\bdysästhes|\bdisestesia",
    "gait_disturbance": r"\b(gang)?ataxie\b|\bmarche (instable|ataxique)|\btroubles? de la marche|\binestabilidad (al|en la|"
    r"de la) (caminar|"
    r"andar|marcha|deambulaci[óo]n)|\bno puede (caminar|andar)|\bgangbild (unsicher|breitbasig|ataktisch)|\bataktisch",
    "impaired_balance": rf"\bca[íi]das {_REPEATED}|\b(re(z|c)idivierende|häufige|wiederholte) stürze|\bsturzneigung|"
    r"\bchutes (à répétition|fréquentes|répétées)|\btroubles? de l'[ée]quilibre|\bgleichgewichtsstörung|\bstandunsicher|"
    r"\bdesequilibrio\b(?! (hid|elec|[áa]cid))|\binestabilidad (postural|al estar de pie)",
    "weakness": r"\b(bein|arm|muskel)schwäche|\bschwäche (der|in den|beider) (beine|arme|hände)|\bkraftminderung|\bkraftlos|"
    r"\bpares(en?|is|ia)\b"
    r"(?! (faci|der n|des? n|del? (n|[iv]+ )))|\bp[ée]rdida de fuerza|\bdisminuci[óo]n de (la )?fuerza|\bfaiblesse (musculaire|"
    r"des (membres|jambes|bras))|"
    r"\bd[ée]ficit (moteur|motor)\b",
    "impaired_position_or_vibration_sense": rf"\bhi?popa?lestesia|\bapalestesia|\b(vibrations|lage)(empfinden|"
    rf"sinn)\W+(ist )?{_GONE}|"
    rf"{_GONE}\w* (vibrations|lage)(empfinden|sinn)|\bsensibilit[ée] (vibratoire|profonde)\W+(est )?{_GONE}|"
    r"\btroubles? de la sensibilit[ée] profonde",
    "abnormal_reflexes_or_plantars": rf"\breflejos (osteotendinosos |aquileos |rotulianos )?{_LESS}|\bausencia de reflejos|"
    rf"\b(achilles|patellar|eigen|muskeleigen)\w*reflexe?\W+(beidseits )?(sind |ist )?{_GONE}|\b(achilles|"
    rf"eigen)\w*reflexe nicht auslösbar|"
    rf"\babolition des r[ée]flexes|\br[ée]flexes (ost[ée]o-?tendineux |achill[ée]ens )?{_GONE}|\bhiperreflexia",
    "visual_loss": rf"({_OPTIC})(?! ((h[ée]r[ée]dit\w+ )?de leber|hereditaria))|"
    rf"\b(p[ée]rdida|disminuci[óo]n|d[ée]ficit|baisse|perte|diminution|reducci[óo]n) {_SEEN}|\bd[ée]ficit visu[ae]l|"
    rf"\bvisi[óo]n borrosa|\bvision (floue|trouble)|"
    r"\bvisus(minderung|verlust|abfall|reduktion)|\bseh(verschlechterung|verlust|minderung)|\bverschwommen\w* sehen|"
    r"\bverschwommensehen|"
    r"\bescotoma central|\bamaurosis\b(?! (cong|fug|de leber))|\bpalidez (de la )?papil|\bve borroso",
    "bladder_or_bowel_dysfunction": r"\bincontinencia (urinaria|fecal|de esf[íi]nteres|doble)(?! de esfuerzo)|"
    r"\bretenci[óo]n (urinaria|de orina)|"
    r"\b(blasen|mastdarm|sphinkter)\w*störung|\bharn(verhalt|retention)|(?<!belastungs)\b(harn|stuhl)inkontinenz|"
    r"\bincontinence (urinaire(?! d'effort)|f[ée]cale|anale)|\br[ée]tention (urinaire|d'urine)|\btroubles? sphinct|"
    r"\bp[ée]rdida de control de esf[íi]nteres|\bvessie neurog",
    "confusion": r"\bconfusión\b|\bconfus[oa]\b|\bdesorienta|\bs[íi]ndrome confusional|\bverwirrt|\bdelir(ant)?\b|\bdesorientiert|"
    r"\bsyndrome confusionnel|\bd[ée]sorient|\bdelirio\b|\bobnubila|\bestado confusional",
    "psychosis": r"\bpsicosis|\bpsic[óo]tic|\balucinaci|\bideas delirantes|\bdelirios?\b|\bpsychose\b|\bpsychotisch|\bhalluzinat|"
    r"\bwahn(haft|vorstellung|ideen)?\b|\bid[ée]es d[ée]lirantes|\bd[ée]lire\b|\bparanoid",
    "memory_or_concentration_problem": r"\b(deterioro|trastorno) (cognitiv|de (la )?memoria)|\bfall[ao]s de (la )?memoria|"
    r"\bolvidos (frecuentes|"
    r"recientes)|\bdificultad (para|de) concentr|\bgedächtnis(störung|schwäche|verlust)|\bkonzentrations(störung|schwäche)|"
    r"\bvergesslich|\bkognitive\w* (störung|einschränkung|beeinträchtigung|defizit)|\btroubles? (de la m[ée]moire|mn[ée]sique|"
    r"cognitif)|"
    r"\bd[ée]mence|\bperte de (la )?m[ée]moire",
    "developmental_regression": r"\bhipoton[íi]a\b|\bmuskelhypotonie|\bentwicklungs(verzögerung|rückstand|regression)|"
    r"\bretard (de d[ée]veloppement|psychomoteur)|\bhypotonie (musculaire|axiale)|\bno sostiene la cabeza|\bp[ée]rdida de hitos",
    "fatigue": r"\basth[ée]ni|\berschöpfung|\bagotamiento",
}
"""Sign -> its names. A spondylosis, an effort, a nerve that is trapped explain some of them otherwise, as in English."""
