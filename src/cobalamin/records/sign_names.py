"""What a sign or a symptom is by its name, as notes and problem lists tell it: four signs of the nerves have no code that is read,
of the symptoms neither bleeding, fever nor angina. Looked up in no source (register R79).
"""

from __future__ import annotations

from collections.abc import Mapping

_FEET = r"(feet|foot|toes?|soles?|legs?|limbs?|hands?|fingers?)"
_LIMB = r"(legs?|arms?|limbs?|hands?)"
_SENSE = r"(position|vibrat\w*|propriocept\w*)( sense)?"
_LOST = r"(lost|loss|absent|impaired|reduced|decreased|diminished)"
_BELOW_FIVE = r"[0-4][+-]?\s?/\s?5(?![\d/.])"
"""The power of a muscle that is not full, as the grades of the Medical Research Council are written."""
_POSITIVE = r"(positiv|\+|pos\b|present|abnormal|unsteady|sways?\b)"
NERVES: Mapping[str, str] = {
    "subacute_combined_degeneration": r"subacute combined degeneration|\bsacd\b|"
    r"(?<!spondylotic )(?<!compressive )(?<!traumatic )(?<!spondylogenic )(?<!compression )(?<!spondylosis with )"
    r"(?<!disorder with )(?<!stenosis with )\bmyelopathy\b|"
    r"funi[ck]ul(a|ä)re? (myelos|spinal)|"
    r"scl[ée]rose combin|\blhermitte|degeneraci[óo]n (combinada subaguda|subaguda combinada)|mielosis funicular",
    "peripheral_neuropathy": r"(?<!optic )(?<!ulnar )(?<!median )(?<!auditory )(?<!compression )(?<!entrapment )"
    r"\bneuropath(y|ie)\b(?! (optique|ulnaire|cubitale|m[ée]diane))|(peripheral|poly|sensory) ?neuropath|polyneuropath|"
    r"neuropat[ií]a perif[ée]rica|peripheral nerve disease|"
    r"\b(glove|stocking)( (and|&) (glove|stocking))?( |-)(distribution|sensory|anaesthesia|pattern|loss)",
    "paraesthesia": r"\bpar(a|ä)?esthesi|\bparästhes|\bparestesi|\bparesthésie|\bhypo-?a?esthesi|\bhypästhesi|\bnumb(ness)?\b|"
    r"\btingling|\bpins (and|&) needles|kribbel|taubheitsgef|ameisenlaufen|hormigueo|adormecimiento|fourmillement|"
    r"\bhipo?estesia|entumecimiento|acorchamiento|"
    r"\b(sensory loss|loss of (sensation|feeling)|(reduced|decreased|altered|absent|impaired|diminished) sensation)|"
    r"\bsensation\W+(is )?(reduced|decreased|altered|absent|impaired|diminished)|"
    rf"engourdissement|\bburning\b[\w -]{{0,30}}\b{_FEET}\b|\b{_FEET}\b[\w: ]{{0,20}}\bburning\b",
    "gait_disturbance": r"\bataxi[ac]|gait (disturbance|disorder|abnormal|unsteadi)|abnormal(ities of)? gait|"
    r"(unsteady|stumbling|tottering|spastic) gait|\bunstead(y|iness) (on|of)|difficulty (in )?walking|gangstörung|gangunsicher|"
    r"(unable|inability|cannot|can't) (to )?walk|\b(wide|broad)(-| )based gait|\bsteppage|\bhigh(-| )stepping gait|"
    r"\bgait\W{1,3}(is )?(unsteady|wide|broad|abnormal|spastic|impaired|high)|"
    r"marcha (inestable|at[áa]xica|anormal)|(alteraci[óo]n|trastorno|inestabilidad|dificultad)(es)? (de|en|para) la marcha",
    "impaired_balance": r"(impair\w*|poor|loss) (of )?balance|"
    r"(?<!base )(?<!fluid )(?<!electrolyte )\bbalance (impair|problem|disorder)|"
    r"\b(repeated|recurrent|frequent) falls|\bunstead(y|iness) on|"
    r"(p[ée]rdida|falta|alteraci[óo]n|trastorno)(es)? del equilibrio|ca[íi]das (de repetici[óo]n|repetidas|frecuentes)",
    "weakness": r"\b(limb|leg|arm|hand|foot|extremity) weakness|"
    r"weakness (of|in) (the |both |his |her |all )?(lower |four )?(limb|leg|arm|hand|feet|extremit)|\bfoot drop|"
    r"\b(para|tetra|quadri|cuadri)(pares|pleg)|\bmuscle weakness|"
    r"\b(proximal|distal|bilateral|symmetrical|progressive|motor) weakness|"
    rf"\b(power|strength)\b(?! of att)[^.;\n]{{0,40}}?(?<![\d/.-]){_BELOW_FIVE}|"
    rf"(?<![\d/.-]){_BELOW_FIVE} ?(muscle |motor )?(power|strength)\b|\bmrc (grade|power)\W{{1,3}}[0-4]\b(?!\s?/\s?[^5\s])|"
    r"\b(muscle|motor|limb|leg|arm|mrc)( muscle)? (power|strength)\b[^.;\n\d]{0,20}\W[0-4]([+-]| ?$)|"
    rf"\b{_LOST} (of )?(muscle |motor )?power\b|\b(muscle|motor|limb|leg|arm|grip) (power|strength)\W+(is )?{_LOST}|"
    rf"\bweak {_LIMB}\b|\b{_LIMB} (is |are |feel\w* |getting |gone )?weak\b|"
    r"\bdebilidad muscular|\bdebilidad (en|de) (las? |los |ambas )?(piernas?|brazos?|manos?|extremidad|miembro)",
    "impaired_position_or_vibration_sense": rf"({_LOST}|loss of|impairment of) (joint )?(position|vibrat|propriocept)|"
    rf"\b(vibration|vibratory|position) sense\W+(is )?{_LOST}|propriocepti\w+\W+(is )?{_LOST}|pallhypästh|pallanästh|"
    rf"\b{_SENSE}( and {_SENSE})?(,[\w ]{{1,24}})?:? ?\W*(is |are |marked |distal |severe ){{0,3}}{_LOST}|"
    r"pallhypa?esthes|"
    rf"\bromberg('?s)?( sign| test)*\W{{0,3}}(is )?{_POSITIVE}|positive romberg|\brombergism|(dorsal|posterior) column|"
    rf"\bjps\W+(is )?{_LOST}|\b{_LOST} jps\b|\btuning fork (not felt|absent)|"
    r"sensibilidad (vibratoria|posicional|profunda)\W+(est[áa] )?(abolida|disminuida|alterada|reducida)|"
    r"(p[ée]rdida|disminuci[óo]n) de (la )?sensibilidad (vibratoria|posicional|profunda)",
    "abnormal_reflexes_or_plantars": r"\bbabinski|extensor plantar|plantars?( response)?s?\W+(are )?(extensor|up-?going)|"
    r"up-?going (plantar|toe)|\barr?eflexi|\b(hyper|hiper)-?r?reflexi|\bclonus\b|"
    rf"\bplantars?( response)?s?\W*(up\b|↑)|\bhoffmann?('?s)?( sign)?\W{{1,3}}{_POSITIVE}|positive hoffmann?\b|"
    rf"({_LOST}|brisk|exaggerated) ((deep )?tendon |ankle |knee )?(reflex|jerk)|"
    rf"(ankle|knee|tendon) (jerk|reflex)(e?s)?\W+(are )?({_LOST}|brisk|exaggerated)",
    "visual_loss": r"\b(visual|vision) loss\b|\bloss of (vision|sight)|\bblurr(ed|y|ing of) (vision|sight)|"
    r"\b(decreased|reduced|impaired|failing|deteriorating) (\w+ )?(vision|sight|visual acuity)|"
    rf"\b(vision|eyesight|visual acuity)\W+(is )?{_LOST}|\b(pale|pallor of( the)?) (optic )?dis[ck]|\bdis[ck] pallor|"
    r"\b(centr|c(a?e|o)?ec?o?centr|centroc(a?e|o)c)al scotom|"
    r"(?<!hereditary )\boptic (neuropath|atroph)|"
    r"p[ée]rdida (de (la )?)?(visi[óo]n|visual|agudeza)|(neuropat[íi]a|atrofia) [óo]ptica(?! (hereditaria|de leber))",
    "bladder_or_bowel_dysfunction": r"\bneuro(gen|path)ic (bladder|bowel)|vejiga (neur[óo]gena|neurog[ée]nica)|"
    r"\bsphincter (disturb|dysfunct)|\b(bladder|bowel|urinary|voiding) (dysfunct|disturb|difficult)|\b(urinary|urine) retention|"
    r"\bretention of urine|\b(f(a)?ecal|bowel|double) incontinence|"
    r"(?<!stress )\burinary incontinence|incontinence of (f(a)?eces|stool)|\bincontinent of|\bdoubly incontinent|"
    r"\b(lost|loss of) (bladder|bowel|sphincter) control",
    "confusion": r"\bconfus(ed|ion|ional)\b(?! assess)|\bdelirium|\bdelirious|\bmuddled|\baltered mental|\bmental status chang|"
    r"\bdisorient",
    "psychosis": r"\bpsychos[ei]s|\bpsychotic|\bhallucinat|\bdelusion(s|al)?\b|\bpersecutory|\bparanoi[ad]",
    "memory_or_concentration_problem": r"\bmemory (loss|impair|problem|deficit|disturb)|\b(loss of|impaired|poor) (short.term )?"
    r"memory|\bforgetful|\bpoor concentration|\b(difficulty|trouble) concentrat|"
    r"\bcognitive (impair|decline|deteriorat)|\bbrain fog|\bmemory (is )?(poor|failing|worse)|\bdementia\b|\balzheimer|"
    r"\bdemencia|\bdemenz|p[ée]rdida de (la )?memoria",
    "developmental_regression": r"\bdevelopmental (regress|delay)|\b(loss|regression) of (developmental )?milestone|"
    r"\bfloppy (infant|baby)|\b(?<!ocular )(?<!bladder )(?<!uterine )\bhypotonia|\b(delayed|missed|missing|lost) milestone|"
    r"\bmilestones?\W+(are |not )?(delayed|missed|lost|met late)|\b(poor|lost|loss of) head control|\bhead lag|"
    r"\b(not|no longer|stopped|lost (the )?ability to) (yet )?(sit|smil|babbl|crawl)\w*|\bregress(ed|ion) of (speech|skills)|"
    r"retraso (del desarrollo|psicomotor)|regresi[óo]n (del desarrollo|psicomotora)",
}
"""Signs of the nerves, which a note tells in words more often than a code does: four of them have no code that is read. In
English, most in Spanish, of the other languages only the commonest."""

SYMPTOMS: Mapping[str, str] = {
    "fatigue": r"\bfatigue|\btired(ness)?\b|\btatt\b|(?<!heat )\bexhaust(ed|ion)\b|\blethargy|\blethargic|\bcansancio|\bastenia|"
    r"\bfatiga|\bm[üu]digkeit|\babgeschlagen",
    "breathlessness": r"\bbreathless|\bshort(ness)? of breath|\bdyspn(o)?ea\b(?! (scale|score))|\bsob(oe)?\b|\bdisnea|"
    r"\bdyspnoe\b|\batemnot|\bdyspn[ée]e",
    "exercise_intolerance": r"\bexercise intoleran|\b(poor|reduced|decreased) exercise (tolerance|capacity)|"
    r"\bexercise tolerance\W+(is )?(poor|reduced|down)|intolerancia al (ejercicio|esfuerzo)",
    "heart_failure": r"\b(heart|cardiac|ventricular) failure|\bc[ch]f\b|\bhf[rp]ef\b|\bpulmonary (o)?edema|herzinsuffizienz|"
    r"insuficiencia card[ií]aca|insuffisance cardiaque",
    "angina": r"\bangina pectoris|\b(stable|unstable|exertional|crescendo) angina|"
    r"(?<!ludwig's )(?<!vincent's )(?<!ludwig )(?<!vincent )\bangina\b(?! (tonsill|ludwig|vincent|lacunar|follic|abdominal))|"
    r"\bangina de pecho|\bisch(a)?emic chest pain",
    "syncope": r"\bsyncop|\bfaint(ed|ing|s)\b|\bpassed out|\bblack(ed)?(-| )?outs?\b|"
    r"(?<!lung )(?<!pulmonary )(?<!vertebral )(?<!dis[ck] )(?<!body )(?<!alveolar )(?<!airway )(?<!lobar )(?<!lobe )"
    r"(?<!endplate )(?<!bronchial )\bcollapsed?\b(?! ?(/|lung|lobe|vertebra|dis[ck]|vein|of|and consol))|"
    r"\bs[íi]ncope|\bdesmayo|\bsynkope|\bohnm[aä]cht",
    "bleeding": r"\b(eas(y|ily)|spontaneous|unexplained)\W+bruis|\bbruis(es|ing) (very )?easily|\bpetechia|\bpurpura\b|\bepistaxis|"
    r"\bnose ?bleed|\bgum bleed|\bbleeding( from( the)?)? gums?\b|\b(active|spontaneous|mucosal|gi|rectal|heavy) bleed|"
    r"\bmel(a)?ena\b|"
    r"\bh(a)?ematemesis|\b(petequias|p[úu]rpura|equimosis|hematomas espont[áa]neos|gingivorragia)|\bnasenbluten|\bpetechien",
    "fever": r"(?<!hay )(?<!glandular )(?<!scarlet )(?<!rheumatic )(?<!yellow )(?<!dengue )(?<!q )\bfever(ish)?\b|\bpyrexia|"
    r"\bfebrile\b(?! (convuls|seiz))|\bfiebre|\bfebril\b|\bfieber|\bfi[èe]vre",
    "vomiting": r"\b(repeated|recurrent|persistent|cyclical|intractable|daily|ongoing) vomiting|\bvomiting (daily|every day|"
    r"after every)|"
    r"\bhyperemesis|v[óo]mitos (repetidos|persistentes|de repetici[óo]n)",
    "swallowing_difficulty": r"\bdysphagi|\b(difficulty|trouble|unable|problems?) (in |to |with )?swallow|\bcan(not|'t) swallow|"
    r"\bnil by mouth|\bpeg(-| )(fed|feed|tube)|\bdisfagia|\bschluckst[öo]rung",
    "poor_adherence": r"\b(poor|non)(-| )?(compliance|adherence|compliant|adherent)|\bforgets (to take )?(her |his |their |the )?"
    r"(tablets|medic|pills)|\bmala adherencia|\bincumplimiento terap",
    "bleeding_disorder": r"\bh(a)?emophilia|\bvon willebrand|\bbleeding (disorder|diathesis|tendency)|\bclotting disorder|"
    r"\bthrombocytopenic purpura|\bhemofilia|\bh[äa]mophilie",
}
"""Symptoms, what hinders tablets or an injection: passed over, they were read as no wherever somebody had asked in full."""
