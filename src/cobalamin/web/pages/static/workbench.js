// What the pages do where a browser runs scripts; without it every form still works.
"use strict";

document.documentElement.classList.add("scripted");

// A unit chosen below a result is put in place, and the doubt about it is settled.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.choice");
  if (!button || !window.htmx) return;
  event.preventDefault();
  const field = (key) => document.getElementById(`f-${button.dataset.field}${key}`);
  field(".unit").value = button.dataset.unit;
  field(".sure").value = button.dataset.sure;
  field("").focus();
  field("").dispatchEvent(new Event("change", { bubbles: true }));
});

// The second press of a double click sends nothing: it would keep an answer twice.
document.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest("button:not([type=button])")) event.preventDefault();
});

// What was typed stands nowhere else: whoever leaves without sending it is asked by the browser. What is sent may be a
// file to save, after which the page stays.
let typed = false;
let sent = false;
document.addEventListener("input", ({ target }) => {
  if (target.closest("#form")) typed = true;
});
document.addEventListener("submit", () => {
  sent = true;
  setTimeout(() => { sent = false; }, 2000);
});
window.addEventListener("beforeunload", (event) => {
  if (typed && !sent) event.preventDefault();
});

// What is being pressed is not renewed: a browser makes no click of a press whose element went away before the release.
// The answer that came meanwhile is asked for again.
let pressed = false;
let missed = false;
document.addEventListener("pointerdown", ({ target }) => {
  pressed = Boolean(target.closest("button, summary, a"));
});
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => setTimeout(() => {
    pressed = false;
    if (missed) window.htmx.trigger("#form", "change");
    missed = false;
  }));
}
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!pressed || detail.target.id !== "answer") return;
  detail.shouldSwap = false;
  missed = true;
});

// Where no answer comes none stays: what was shown is about what was entered before.
const forget = () => {
  for (const said of document.querySelectorAll("#form .hint, #form [id^='error-']")) said.replaceChildren();
};
const lacking = new Set();
const lacks = (place, does) => {
  if (does) lacking.add(place);
  else lacking.delete(place);
  document.documentElement.classList.toggle("unanswered", lacking.size > 0);
};
const failed = (target) => {
  if (target.dataset.fetch) target.textContent = document.getElementById("no-answer").dataset.fold;
  if (target.id !== "answer" && target.id !== "plots") return;
  lacks(target.id, true);
  forget();
};
for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(kind, ({ detail }) => failed(detail.target));
}
document.addEventListener("click", ({ target }) => {
  if (target.closest(".no-answer button")) window.htmx.trigger("#form", "change");
});

// A live answer brings only the hints and errors there are: what was said beside the fields before goes first.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, shouldSwap, serverResponse } = event.detail;
  if (!shouldSwap) return;
  if (target.id === "answer" && !serverResponse.includes('id="verdict"')) { // a sign-in page, say
    event.detail.shouldSwap = false;
    failed(target);
    return;
  }
  lacks(target.id, false);
  if (target.id === "answer") forget();
});

// What was opened stays open when the answer is renewed. A live answer brings what lies in the folds that stand open;
// what lies in another is fetched when somebody opens it.
const open = () => [...document.querySelectorAll("#answer details[open]")].map((one) => one.dataset.key);
let opened = new Set();
document.addEventListener("htmx:configRequest", ({ detail }) => {
  // htmx sends a form where the button that was pressed last goes: an answer is asked for where answers are. A fold is
  // fetched for the form too, by no event.
  if (detail.elt.matches("#form") && detail.triggeringEvent) detail.path = detail.elt.getAttribute("hx-post");
  if (detail.path.startsWith("/pages/live")) detail.parameters.opened = open().join(",");
});
document.addEventListener("htmx:beforeSwap", () => {
  opened = new Set(open());
});
document.addEventListener("htmx:afterSwap", () => {
  for (const one of document.querySelectorAll("#answer details")) {
    if (opened.has(one.dataset.key)) one.open = true;
  }
});
// The button that drew the plots is gone with them there: whoever pressed it goes on from their heading.
document.addEventListener("htmx:afterSwap", ({ target, detail }) => {
  if (target.id !== "plots" || !detail.requestConfig.elt.matches("button") || document.activeElement !== document.body) return;
  const heading = document.getElementById("plots-title");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
});
document.addEventListener("toggle", ({ target }) => {
  const inside = target.open && target.querySelector(":scope > [data-fetch]");
  if (!inside || !window.htmx) return;
  const values = { part: target.dataset.key };
  window.htmx.ajax("POST", inside.dataset.fetch, { source: "#form", target: inside, swap: "outerHTML", values });
}, true);

// A link into a fold opens it, and those around it.
const unfold = (hash) => {
  const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  for (let one = target; one; one = one.parentElement) {
    if (one.tagName === "DETAILS") one.open = true;
  }
  return target;
};
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const target = link && unfold(link.hash);
  if (!target) return;
  event.preventDefault();
  target.scrollIntoView({ block: "start" });
  const heard = target.matches("details") ? target.querySelector("summary") : target;
  if (heard.tabIndex < 0) heard.tabIndex = -1; // a heading takes the focus, so that the next Tab goes on from there
  heard.focus({ preventScroll: true });
});

// Errors are read out first.
const summary = document.querySelector(".nhsuk-error-summary");
if (summary) {
  summary.tabIndex = -1;
  summary.focus();
}

// A file: refused here where it is too large, sent as soon as it is chosen or dropped.
const fill = document.querySelector("form.fill");
if (fill) {
  const input = fill.querySelector("#file");
  const refuse = fill.querySelector("#file-error");
  const send = () => {
    const file = input.files[0];
    const tooLarge = file && file.size > Number(fill.dataset.largest);
    refuse.hidden = !tooLarge;
    refuse.textContent = tooLarge ? fill.dataset.tooLarge : "";
    if (file && !tooLarge) fill.requestSubmit();
  };
  input.addEventListener("change", send);
  fill.addEventListener("submit", (event) => {
    if (!refuse.hidden) event.preventDefault();
  });
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      fill.classList.toggle("dropping", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) {
        fill.querySelector("details").open = true;
        input.files = event.dataTransfer.files;
        send();
      }
    });
  }
}
