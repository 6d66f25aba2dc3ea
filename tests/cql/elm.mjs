// Usage: node elm.mjs library.cql > library.json
// The library as ELM, the form in which cql-execution takes it.
import { readFileSync } from "node:fs";
import { translate } from "./translate.mjs";

process.stdout.write(JSON.stringify(translate(readFileSync(process.argv[2], "utf8")).elm));
