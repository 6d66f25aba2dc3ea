// Usage: node timed.mjs library.json valuesets.json bundles.ndjson YYYY-MM-DD > answers.ndjson
// The value of each define for one bundle a line; the last line holds the seconds of CPU spent until the engine was ready, and since.
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { prepared } from "./cql_execution.mjs";

const spent = () => (({ user, system }) => (user + system) / 1e6)(process.cpuUsage());
const [elmPath, setsPath, bundlesPath, on] = process.argv.slice(2);
const answers = prepared(JSON.parse(readFileSync(elmPath, "utf8")), JSON.parse(readFileSync(setsPath, "utf8")), on);
const ready = spent();

for await (const line of createInterface({ input: createReadStream(bundlesPath), crlfDelay: Infinity })) {
  if (line) process.stdout.write(JSON.stringify(await answers(JSON.parse(line))) + "\n");
}
process.stdout.write(JSON.stringify({ ready, answering: spent() - ready }) + "\n");
