// The same as run.mjs on the reference engine inside @cqframework/cql, with the FHIR resources built as its own values.
import { readFileSync } from "node:fs";
import {
  Boolean as CqlBoolean, ClassInstance, CqlEngine, Date as CqlDate, DateTime, Decimal, Environment, EvaluationExpressionRef,
  EvaluationParams, List, String as CqlString,
} from "@cqframework/cql/engine";
import { KtList, KtMap, KtMutableMap, KtMutableSet, Pair } from "@cqframework/cql/kotlin-kotlin-stdlib";
import { BigDecimal, QName } from "@cqframework/cql/shared";
import { libraryManager } from "./translate.mjs";

const FHIR = "http://hl7.org/fhir";
const [libraryPath, setsPath, bundlesPath, on] = process.argv.slice(2);
const text = readFileSync(libraryPath, "utf8");
// The engine translates for itself, and what the translator says of the text is seen by run.mjs: once more would take a third of the run.
const library = text.match(/^library "?([^"\s]+)"?/m)[1];
const names = [...text.matchAll(/^define "([^"]+)":/gm)].map(([, name]) => name);

// --- FHIR resources as values: only the elements the library reads --------------------------------------------------------

const entries = (object) => KtMutableMap.fromJsMap(new Map(Object.entries(object).filter(([, value]) => value !== undefined)));
// The engine keeps the resources it has looked at in sets; a value's hash is deep, so each is computed once.
const instance = (type, elements) => {
  const made = new ClassInstance(new QName(FHIR, type, ""), entries(elements));
  const hash = made.hashCode();
  made.hashCode = () => hash;
  return made;
};
const many = (values) => new List(KtList.fromJsArray(values));
const primitive = (type) => (value) => (value === undefined ? undefined : instance(type, { value: new CqlString(value) }));
const code = primitive("code"), uri = primitive("uri");
const numbers = (text) => text.split("-").map(Number);
const date = (text) => (text === undefined ? undefined : instance("date", { value: CqlDate.fromYearMonthDay(...numbers(text)) }));
const moment = (text, type = "dateTime") =>
  text === undefined ? undefined : instance(type, { value: DateTime.fromDateElements(BigDecimal.fromInt(0), new Int32Array(numbers(text))) });
const string = primitive("string");
const flag = (value) => (value === undefined ? undefined : instance("boolean", { value: new CqlBoolean(value) }));
const coding = (c) => instance("Coding", { system: uri(c.system), code: code(c.code), display: string(c.display) });
const concept = (c) =>
  c === undefined ? undefined : instance("CodeableConcept", { coding: many((c.coding ?? []).map(coding)), text: string(c.text) });
const period = (p) => (p === undefined ? undefined : instance("Period", { start: moment(p.start), end: moment(p.end) }));
const dosage = (type) => (d) => instance(type, { route: concept(d.route) });
const quantity = (q) =>
  q === undefined
    ? undefined
    : instance("Quantity", {
        value: instance("decimal", { value: new Decimal(BigDecimal.fromString(String(q.value))) }),
        comparator: primitive("QuantityComparator")(q.comparator),
        code: code(q.code),
      });

const readers = {
  Patient: (r) => ({ gender: primitive("AdministrativeGender")(r.gender), birthDate: date(r.birthDate) }),
  Condition: (r) => ({
    code: concept(r.code), clinicalStatus: concept(r.clinicalStatus), verificationStatus: concept(r.verificationStatus),
    recordedDate: moment(r.recordedDate), onset: moment(r.onsetDateTime) ?? period(r.onsetPeriod),
  }),
  Procedure: (r) => ({
    code: concept(r.code), status: primitive("ProcedureStatus")(r.status),
    performed: moment(r.performedDateTime) ?? period(r.performedPeriod),
  }),
  MedicationRequest: (r) => ({
    medication: concept(r.medicationCodeableConcept), status: primitive("MedicationRequestStatus")(r.status),
    intent: primitive("MedicationRequestIntent")(r.intent), authoredOn: moment(r.authoredOn),
    dosageInstruction: many((r.dosageInstruction ?? []).map(dosage("Dosage"))),
  }),
  MedicationStatement: (r) => ({
    medication: concept(r.medicationCodeableConcept), status: primitive("MedicationStatementStatus")(r.status),
    effective: moment(r.effectiveDateTime) ?? period(r.effectivePeriod), dateAsserted: moment(r.dateAsserted),
    dosage: many((r.dosage ?? []).map(dosage("Dosage"))),
  }),
  MedicationAdministration: (r) => ({
    medication: concept(r.medicationCodeableConcept), status: primitive("MedicationAdministrationStatus")(r.status),
    effective: moment(r.effectiveDateTime) ?? period(r.effectivePeriod),
    dosage: r.dosage === undefined ? undefined : dosage("MedicationAdministration.Dosage")(r.dosage),
  }),
  AllergyIntolerance: (r) => ({
    code: concept(r.code), clinicalStatus: concept(r.clinicalStatus), verificationStatus: concept(r.verificationStatus),
    recordedDate: moment(r.recordedDate),
  }),
  Observation: (r) => ({
    code: concept(r.code), status: primitive("ObservationStatus")(r.status),
    effective: moment(r.effectiveDateTime) ?? period(r.effectivePeriod), issued: moment(r.issued, "instant"),
    value: quantity(r.valueQuantity) ?? concept(r.valueCodeableConcept) ?? flag(r.valueBoolean) ?? string(r.valueString),
    interpretation: many((r.interpretation ?? []).map(concept)), dataAbsentReason: concept(r.dataAbsentReason),
  }),
};
const value = (resource) => instance(resource.resourceType, readers[resource.resourceType](resource));

// --- what the engine asks for ---------------------------------------------------------------------------------------------

let resources = [];
const data = {
  getContextPath: () => "id",
  is: (valueType, type) => valueType === type.getLocalPart(),
  createInstance: (typeName) => instance(typeName, {}),
  objectEquivalent: (left, right, equivalent) => equivalent(left, right),
  resolveId: () => null,
  phiObfuscationSupplier: () => () => null,
  retrieve: (_context, _path, _value, type) => KtList.fromJsArray(resources.filter((r) => r.resourceType === type).map(value)),
};

// The terminology interface is not exported under readable names: whatever is called with (code, value set) is "is it in".
const members = new Map(
  Object.entries(JSON.parse(readFileSync(setsPath, "utf8"))).map(([url, rows]) => [url, new Set(rows.map(([s, c]) => `${s}|${c}`))]),
);
const address = (set) => Object.values(set).find((field) => members.has(field));
const terminology = new Proxy({}, { get: () => (c, set) => members.get(address(set))?.has(`${c.system}|${c.code}`) ?? false });

const manager = libraryManager(text);
const environment = new Environment(manager, KtMutableMap.fromJsMap(new Map([[FHIR, data]])), terminology);
const engine = new CqlEngine(environment, KtMutableSet.fromJsSet(new Set([CqlEngine.Options.EnableExpressionCaching])));
const wanted = new EvaluationParams.LibraryParams(KtList.fromJsArray(names.map((name) => new EvaluationExpressionRef(name))));

const plain = (v) => {
  if (v === null || v === undefined) return null;
  if (v instanceof CqlBoolean || v instanceof CqlString) return v.value;
  if (v instanceof Decimal) return v.value.toDouble();
  return undefined;
};

for (const line of readFileSync(bundlesPath, "utf8").split("\n")) {
  if (!line) continue;
  resources = JSON.parse(line).entry.map((entry) => entry.resource);
  const builder = new EvaluationParams.Builder();
  builder.libraryByName(library, wanted);
  builder.contextParameter = new Pair("Patient", resources[0].id);
  builder.parameters = KtMap.fromJsMap(new Map([["On", CqlDate.fromYearMonthDay(...numbers(on))]]));
  const result = engine.evaluate(builder.build()).onlyResultOrThrow;
  const shown = Object.fromEntries(names.map((name) => [name, plain(result.getByName(name)?.value)]).filter(([, v]) => v !== undefined));
  process.stdout.write(JSON.stringify(shown) + "\n");
}
