// cql-execution over FHIR bundles, as its own users run it.
import cql from "cql-execution";
import fhir from "cql-exec-fhir";

const plain = (value) => value === null || ["boolean", "string", "number"].includes(typeof value);

// A function from a bundle to the value of each define that is a plain value.
export function prepared(elm, sets, on) {
  const rowsOf = (rows) => ({ "1": rows.map(([system, code]) => ({ system, code, version: "1" })) });
  const codes = new cql.CodeService(Object.fromEntries(Object.entries(sets).map(([url, rows]) => [url, rowsOf(rows)])));
  const executor = new cql.Executor(new cql.Library(elm), codes, { On: cql.Date.parse(on) });
  const source = fhir.PatientSource.FHIRv401(); // once: it reads the whole model
  return async (bundle) => {
    source.reset();
    source.loadBundles([bundle]);
    const [values] = Object.values((await executor.exec(source)).patientResults);
    return Object.fromEntries(Object.entries(values).filter(([, value]) => plain(value)));
  };
}
