"use strict";
// Article text is data: it reaches the page through textContent alone.
const PAGE = 25;
const chosen = { trial: "", kind: "", why: "", words: "" };
let shown = PAGE;
let failures = [];
let texts = [];
let severalRuns = false;

async function unpacked(letters) {
  const packed = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

const trialOf = (each) => (severalRuns ? `${each.run}: ${each.trial}` : each.trial);

function element(name, { text, className } = {}, ...children) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function quote({ where, text, hit }, className) {
  const block = element("blockquote", { className: className ?? (hit ? "hit" : "") });
  block.append(element("span", { text: hit ? `${where} · holds evidence` : where, className: "where" }));
  block.append(typeof text === "number" ? texts[text] : text);
  return block;
}

function section(heading, nodes) {
  return nodes.length ? [element("h5", { text: heading }), ...nodes] : [];
}

function body(each) {
  const missed = each.missed.map(({ article, snippet }) =>
    quote({ where: article, text: snippet ?? "any passage of this article", hit: false }, "missed"));
  const cited = (each.citations ?? []).map((one) =>
    quote({ where: `[${one.number}] ${one.where}`, text: one.text, hit: one.hit }));
  const lines = (texts) => texts.map((text) => element("p", { text }));
  return [
    ...section("Earlier turns", lines(each.turns ?? [])),
    ...section("Answer", each.answer === undefined ? [] : lines([each.answer])),
    ...section("Wanted, any of", (each.wanted ?? []).length ? lines([each.wanted.join(" | ")]) : []),
    ...section("Verdicts", (each.verdicts ?? []).length ? lines([each.verdicts.join(", ")]) : []),
    ...section("Evidence that was missed", missed),
    ...section("Citations", cited),
    ...section("Passages, best first", each.passages.map((one) => quote(one))),
  ];
}

function card(each) {
  const head = element("summary", {},
    `${each.question} `, element("span", { text: each.why.join(", "), className: "why" }),
    element("span", { text: `${each.id} · ${each.kind} · ${trialOf(each)}`, className: "where" }));
  const made = element("details", { className: "case" }, head);
  // Filled when it is opened, so that thousands of cases cost a phone nothing.
  made.addEventListener("toggle", () => {
    if (made.childElementCount === 1) made.append(...body(each));
  });
  return made;
}

function matches(each) {
  const words = chosen.words.toLowerCase();
  return (!chosen.trial || trialOf(each) === chosen.trial)
    && (!chosen.kind || each.kind === chosen.kind)
    && (!chosen.why || each.why.includes(chosen.why))
    && (!words || `${each.id} ${each.question} ${each.answer ?? ""}`.toLowerCase().includes(words));
}

function render() {
  const found = failures.filter(matches);
  document.getElementById("cases").replaceChildren(...found.slice(0, shown).map(card));
  document.getElementById("count").textContent =
    `${found.length} of ${failures.length} failed cases`;
  document.getElementById("more").hidden = found.length <= shown;
}

function choices(id, values) {
  const select = document.getElementById(`by-${id}`);
  const options = [...new Set(values)].sort();
  select.append(new Option("all", ""), ...options.map((value) => new Option(value, value)));
  select.addEventListener("change", () => { chosen[id] = select.value; shown = PAGE; render(); });
}

async function start() {
  ({ failures, texts } = await unpacked(document.getElementById("data").textContent));
  severalRuns = new Set(failures.map((each) => each.run)).size > 1;
  choices("trial", failures.map(trialOf));
  choices("kind", failures.map((each) => each.kind));
  choices("why", failures.flatMap((each) => each.why));
  render();
}

document.getElementById("by-words").addEventListener("input", (event) => {
  chosen.words = event.target.value;
  shown = PAGE;
  render();
});
document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("more").addEventListener("click", () => { shown += PAGE; render(); });
start();
