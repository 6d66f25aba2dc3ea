// Usage: node run.mjs library.cql valuesets.json bundles.ndjson YYYY-MM-DD > answers.ndjson
// The first line holds the translator's messages, every other line the value of each define for one bundle (cql-execution).
import { readFileSync } from "node:fs";
import cql from "cql-execution";
import fhir from "cql-exec-fhir";
import { createRequire } from "node:module";
import { translate } from "./translate.mjs";

// cql-execution evaluates a define anew wherever it is named, which is slow for shared rules. Within one patient a define
// has one value, so it is kept until the next patient.
const { ExpressionRef } = createRequire(import.meta.url)("cql-execution/lib/elm/reusable.js");
const { Expression } = createRequire(import.meta.url)("cql-execution/lib/elm/expression.js");
const kept = new Map();
ExpressionRef.prototype.exec = async function (ctx) {
  const found = ctx.get(this.name);
  if (!(found instanceof Expression)) return found;
  if (!kept.has(this.name)) kept.set(this.name, await found.execute(ctx));
  return kept.get(this.name);
};

const [libraryPath, setsPath, bundlesPath, on] = process.argv.slice(2);
const { elm, messages } = translate(readFileSync(libraryPath, "utf8"));
process.stdout.write(JSON.stringify({ messages }) + "\n");

const sets = JSON.parse(readFileSync(setsPath, "utf8"));
const codes = new cql.CodeService(
  Object.fromEntries(Object.entries(sets).map(([url, rows]) => [url, { "1": rows.map(([system, code]) => ({ system, code, version: "1" })) }])),
);
const library = new cql.Library(elm);
const executor = new cql.Executor(library, codes, { On: cql.Date.parse(on) });
const plain = (value) => (value === null || ["boolean", "string", "number"].includes(typeof value) ? value : undefined);

const source = fhir.PatientSource.FHIRv401(); // once: it reads the whole model

for (const line of readFileSync(bundlesPath, "utf8").split("\n")) {
  if (!line) continue;
  kept.clear();
  source.reset();
  source.loadBundles([JSON.parse(line)]);
  const results = await executor.exec(source);
  const [values] = Object.values(results.patientResults);
  const shown = Object.fromEntries(Object.entries(values).map(([k, v]) => [k, plain(v)]).filter(([, v]) => v !== undefined));
  process.stdout.write(JSON.stringify(shown) + "\n");
}
