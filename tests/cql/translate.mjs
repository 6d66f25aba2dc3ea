// CQL text to ELM with @cqframework/cql. Every message of the translator is reported: none is the only good number.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { SystemModelInfoProvider } from "@cqframework/cql/cql";
import {
  CqlTranslator, LibraryManager, ModelManager, createLibrarySourceProvider, createModelInfoProvider, createUcumService, stringAsSource,
} from "@cqframework/cql/cql-to-elm";

const modelInfo = readFileSync(createRequire(import.meta.url).resolve("cql-exec-fhir/lib/modelInfos/fhir-modelinfo-4.0.1.xml"), "utf8");
// "12 months" is the only unit the translator asks about; it is a calendar duration, which needs no conversion.
const units = createUcumService((value) => value, () => null, (a) => a, (a) => a);

export function libraryManager(text) {
  const models = new ModelManager();
  models.modelInfoLoader.registerModelInfoProvider(new SystemModelInfoProvider());
  models.modelInfoLoader.registerModelInfoProvider(createModelInfoProvider((id) => (id === "FHIR" ? stringAsSource(modelInfo) : null)));
  const libraries = new LibraryManager(models, undefined, undefined, units);
  if (text !== undefined) {
    libraries.librarySourceLoader.registerProvider(createLibrarySourceProvider(() => stringAsSource(text)));
  }
  return libraries;
}

export function translate(text) {
  const translator = CqlTranslator.fromText(text, libraryManager());
  const messages = [...translator.exceptions.asJsReadonlyArrayView()].map((e) => `${e.severity}: ${e.message}`);
  return { elm: JSON.parse(translator.toJson()), messages };
}
