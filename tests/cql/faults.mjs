// Usage: node faults.mjs < expressions.json > answers.json
// Each CQL expression {name: text} on both engines, each in a library of its own: [cql-execution, the reference engine].
// A thrown error is answered by its first line.
import { readFileSync } from "node:fs";
import cql from "cql-execution";
import { CqlEngine, Environment, EvaluationExpressionRef, EvaluationParams } from "@cqframework/cql/engine";
import { KtList, KtMutableMap, KtMutableSet } from "@cqframework/cql/kotlin-kotlin-stdlib";
import { libraryManager, translate } from "./translate.mjs";

const thrown = (error) => `error: ${String(error.cause?.message ?? error.message ?? error).split("\n")[0]}`;
const shown = (value) => {
  if (value === null || value === undefined) return null;
  if (typeof value === "object" && "value" in value) return shown(value.value); // the reference engine wraps what it holds
  return ["boolean", "string", "number"].includes(typeof value) ? value : String(value);
};

async function execution(elm) {
  try {
    const results = await new cql.Executor(new cql.Library(elm)).exec(new cql.PatientSource([{ id: "p", recordType: "Patient" }]));
    return shown(results.unfilteredResults.it ?? Object.values(results.patientResults)[0]?.it);
  } catch (error) {
    return thrown(error);
  }
}

function reference(text) {
  try {
    const environment = new Environment(libraryManager(text), KtMutableMap.fromJsMap(new Map()), undefined);
    const engine = new CqlEngine(environment, KtMutableSet.fromJsSet(new Set()));
    const builder = new EvaluationParams.Builder();
    const wanted = new EvaluationParams.LibraryParams(KtList.fromJsArray([new EvaluationExpressionRef("it")]));
    builder.libraryByName("Fault", wanted);
    return shown(engine.evaluate(builder.build()).onlyResultOrThrow.getByName("it")?.value);
  } catch (error) {
    return thrown(error);
  }
}

const answers = {};
for (const [name, expression] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  const text = `library Fault version '1'\ndefine "it":\n  ${expression}\n`;
  const { elm, messages } = translate(text);
  answers[name] = messages.length ? [`translator: ${messages[0]}`, ""] : [await execution(elm), reference(text)];
}
process.stdout.write(JSON.stringify(answers));
process.exit(0);
