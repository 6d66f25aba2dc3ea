// Opens a plot for pointing: the drawing that came with the page is replaced by the same specification, drawn here.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-plot-explore]");
  if (!button) return;
  const place = button.closest(".plot").querySelector("[data-spec]");
  button.disabled = true;
  await loaded(place.dataset.script);
  place.removeAttribute("role");
  place.removeAttribute("aria-label");
  await window.cobalaminPlot(place, JSON.parse(place.dataset.spec));
  // The button goes: whoever pressed it by keyboard is at the drawing, and Tab goes on from there.
  if (document.activeElement === button || document.activeElement === document.body) place.closest(".plot-scroll").focus({ preventScroll: true });
  button.closest("p").remove();
});

let script;
function loaded(address) {
  script ??= new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = address;
    element.onload = done;
    element.onerror = failed;
    document.head.append(element);
  });
  return script;
}
