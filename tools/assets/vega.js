// Vega-Lite drawn in the browser, with an interpreter for its expressions: the pages' policy lets nothing be evaluated.
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

window.cobalaminPlot = (place, spec) =>
  embed(place, spec, {
    ast: true, expr: expressionInterpreter, actions: false, renderer: "canvas", defaultStyle: false,
    tooltip: { disableDefaultStyle: true, theme: "custom" },
  });
