// licences.mjs META OUT: the licences of everything that is in the built files, each text once, as those licences ask.
// META is what esbuild says it put in; a package that ships no licence text is told in the words of its README.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const [meta, out] = process.argv.slice(2);
const inside = Object.keys(JSON.parse(readFileSync(meta)).inputs).flatMap((file) => file.match(/(?<=node_modules\/)(@[^/]+\/)?[^/]+/g)?.at(-1) ?? []);
const packages = [...new Set([...inside, "htmx.org", "nhsuk-frontend"])].sort();

function terms(name) {
  const folder = `node_modules/${name}`;
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (file) return readFileSync(`${folder}/${file}`, "utf8");
  const found = readFileSync(`${folder}/README.md`, "utf8").match(/^## Licen[cs]e\n(.*?)(?=^## |$(?![\s\S]))/ims);
  if (!found) throw new Error(`${name} says nothing of its licence`);
  return found[1];
}

const named = new Map();
for (const name of packages) {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  const text = terms(name).trim().replace(/\r\n/g, "\n").replace(/[ \t]+$/gm, "");
  named.set(text, [...(named.get(text) ?? []), `${name} ${version}`]);
}
const line = "-".repeat(100);
writeFileSync(out, [...named].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`).join(`\n${line}\n\n`));
