// Usage: node run.mjs library.cql valuesets.json bundles.ndjson YYYY-MM-DD > answers.ndjson
// The first line holds the translator's messages, every other line the value of each define for one bundle (cql-execution).
import { readFileSync } from "node:fs";
import { prepared } from "./cql_execution.mjs";
import { translate } from "./translate.mjs";

const [libraryPath, setsPath, bundlesPath, on] = process.argv.slice(2);
const { elm, messages } = translate(readFileSync(libraryPath, "utf8"));
process.stdout.write(JSON.stringify({ messages }) + "\n");

const answers = prepared(elm, JSON.parse(readFileSync(setsPath, "utf8")), on);
for (const line of readFileSync(bundlesPath, "utf8").split("\n")) {
  if (line) process.stdout.write(JSON.stringify(await answers(JSON.parse(line))) + "\n");
}
