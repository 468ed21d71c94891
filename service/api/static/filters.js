// Which articles may answer: outlets and dates.

import { el, show } from "./dom.js";
import { count, folded, scope } from "./words.js";

const MANY = 12;
const box = document.getElementById("filters");
const sheet = document.getElementById("filter-sheet");
const summary = box.querySelector("summary");
let chosen = {};
let overview = { outlets: [], undated: 0, articles: 0 };

/** The filters as the service takes them. */
export function filters() {
  return structuredClone(chosen);
}

/** Take over the filters of a question. */
export function setFilters(next) {
  chosen = structuredClone(next ?? {});
  draw();
}

/** Offer what an archive has. */
export function offer(next) {
  overview = next;
  draw();
}

function draw() {
  summary.textContent = scope(chosen) || "All outlets, any date";
  box.classList.toggle("set", Boolean(scope(chosen)));
  const { outlets, undated, articles } = overview;
  show(
    sheet,
    outlets.length > 0 && outletChoice(outlets),
    el("div", { class: "dates" }, dateField("since", "From"), dateField("until", "To")),
    undated > 0 &&
      el("p", { class: "note" }, `${undated} of ${count(articles, "article")} have no known date: with a date set they are left out.`),
    el("button", { type: "button", onclick: () => setFilters({}) }, "Clear"),
  );
}

function outletChoice(outlets) {
  const rows = outlets.map(outletRow);
  const finder = el("input", {
    type: "search",
    "aria-label": "Find an outlet",
    placeholder: "Find an outlet",
    oninput: () => rows.forEach((row) => (row.hidden = !folded(row.textContent).includes(folded(finder.value)))),
  });
  return el(
    "fieldset",
    {},
    el("legend", {}, "Outlets"),
    outlets.length > MANY && finder,
    el("div", { class: "outlets" }, rows),
  );
}

function outletRow({ name, articles }) {
  const input = el("input", {
    type: "checkbox",
    onchange: () => {
      const others = (chosen.outlets ?? []).filter((each) => each !== name);
      change({ outlets: input.checked ? [...others, name] : others });
    },
  });
  input.checked = Boolean(chosen.outlets?.includes(name));
  return el("label", {}, input, el("span", { dir: "auto" }, name), el("span", { class: "number" }, String(articles)));
}

function dateField(name, label) {
  const input = el("input", { type: "date", onchange: () => change({ [name]: input.value }) });
  input.value = chosen[name] ?? "";
  return el("label", {}, label, input);
}

function change(part) {
  const next = { ...chosen, ...part };
  chosen = Object.fromEntries(Object.entries(next).filter(([, value]) => value.length > 0));
  summary.textContent = scope(chosen) || "All outlets, any date";
  box.classList.toggle("set", Boolean(scope(chosen)));
}

document.addEventListener("pointerdown", (event) => box.contains(event.target) || (box.open = false));
box.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  box.open = false;
  summary.focus();
});
