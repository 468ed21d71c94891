// An answer's parts: sentences with marks and verdicts, sources, disagreements, refusals.

import { el, ownPath } from "./dom.js";
import { icon } from "./icons.js";
import { openSource } from "./panel.js";
import { previews } from "./preview.js";
import { count, day, outlet, quoted, sourceLine } from "./words.js";

const VERDICTS = {
  supported: "supported",
  partial: "partly supported",
  unsupported: "not supported",
};

/** One sentence: its words, its marks, its verdict. */
export function sentenceItem({ text, citations, support }, byNumber) {
  return el(
    "li",
    { class: "sentence" },
    el("span", { class: "words", dir: "auto" }, text),
    " ",
    citations.map((number) => byNumber.get(number)).filter(Boolean).map(mark),
    " ",
    verdict(support),
  );
}

/** A citation's number, which previews its quote and opens its source. */
export function mark(citation) {
  const link = el(
    "a",
    {
      class: "mark",
      href: ownPath(citation.href),
      "aria-label": `Source ${citation.number}: ${sourceLine(citation)}`,
      onclick: (event) => opened(event, citation),
    },
    String(citation.number),
  );
  return previews(link, citation);
}

/** How many of the sentences the sources bear out, in words; that they answer, no check says. */
export function tally(sentences) {
  const held = sentences.filter(({ support }) => support.verdict === "supported").length;
  return `Sources bear out ${held} of ${count(sentences.length, "sentence")}`;
}

/** All that an answer rests on, with its quotes; `passages` know who else tells the same. */
export function sourceList(citations, { title = "Sources", passages = [] } = {}) {
  return el(
    "section",
    { class: "sources" },
    el("h3", {}, title),
    el("ol", {}, citations.map((each) => sourceItem(each, copies(each, passages)))),
  );
}

/** What articles say differently, a table for each thing. */
export function disagreementTables(disagreements) {
  return el(
    "section",
    { class: "disagreements" },
    el("h3", {}, "The articles disagree"),
    disagreements.map(disagreementTable),
  );
}

/** Why there is no answer, and what is nearest to one. */
export function refusal({ reason, nearest }, hasFilters) {
  return el(
    "section",
    { class: "refusal" },
    el("p", { class: "reason" }, reason),
    hasFilters && el("p", { class: "note" }, "Only the filtered articles were read: with fewer filters there may be an answer."),
    nearest.length > 0 && sourceList(nearest, { title: "The nearest things it does say" }),
  );
}

/** What made the answer, for whoever audits it. */
export function receiptDetails({ id, receipt }) {
  const { timings_ms: timings, usage, ...made } = receipt;
  const total = Object.entries(timings).map(([stage, ms]) => `${stage} ${Math.round(ms)} ms`);
  const tokens = `${usage.prompt_tokens ?? 0} in, ${usage.completion_tokens ?? 0} out`;
  const facts = { answer: id, ...made, times: total.join(", "), tokens };
  return el(
    "details",
    { class: "receipt" },
    el("summary", {}, "How this answer was made"),
    el("dl", {}, Object.entries(facts).map(([name, value]) => [el("dt", {}, name), el("dd", {}, told(value))])),
  );
}

/** A value of the receipt in words; parts that are unknown or empty are left out. */
function told(value) {
  if (Array.isArray(value)) return value.map(told).join(", ");
  if (value === null || typeof value !== "object") return String(value ?? "none");
  return Object.entries(value)
    .filter(([, part]) => part !== null && part.length !== 0)
    .map(([name, part]) => `${name.replaceAll("_", " ")} ${told(part)}`)
    .join("; ");
}

function verdict({ verdict: name }) {
  return el(
    "span",
    { class: `verdict ${name in VERDICTS ? name : "unsupported"}` },
    icon(name in VERDICTS ? name : "unsupported"),
    VERDICTS[name] ?? "not supported",
  );
}

/** The passages of other outlets that say the same as the one a citation stands in. */
function copies({ article, paragraph }, passages) {
  const cited = passages.find((each) => each.article === article.id && each.paragraphs.includes(paragraph));
  return cited?.also_in ?? [];
}

function sourceItem(citation, others) {
  const { article, number, paragraph, quote } = citation;
  return el(
    "li",
    {},
    el("span", { class: "ordinal", "aria-hidden": "true" }, String(number)),
    el(
      "div",
      {},
      el("blockquote", { dir: "auto" }, quoted(quote)),
      el(
        "p",
        { class: "from" },
        el("strong", {}, outlet(article)),
        ` · ${day(article.published)} · `,
        el(
          "a",
          { href: ownPath(citation.href), onclick: (event) => opened(event, citation) },
          el("span", { dir: "auto" }, article.title),
          `, paragraph ${paragraph}`,
        ),
      ),
      others.length > 0 && el("p", { class: "from" }, "Also in ", others.map(copyLink)),
    ),
  );
}

function copyLink(copy, place) {
  const href = `/articles/${encodeURIComponent(copy.article)}#p${copy.paragraphs[0]}`;
  return [place > 0 && ", ", el("a", { href, title: copy.title, dir: "auto" }, outlet(copy))];
}

function disagreementTable({ about, positions }) {
  return el(
    "table",
    {},
    el("caption", { dir: "auto" }, about),
    el("thead", {}, el("tr", {}, ["Says", "Who", "When", "Where"].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, positions.map(positionRow)),
  );
}

function positionRow({ value, citation, copies: others = [] }) {
  const { article, paragraph } = citation;
  const tellers = [citation, ...others].map((each) => outlet(each.article));
  const where = el(
    "a",
    {
      href: ownPath(citation.href),
      "aria-label": `${article.title}, paragraph ${paragraph}`,
      onclick: (event) => opened(event, citation),
    },
    `paragraph ${paragraph}`,
  );
  return el(
    "tr",
    {},
    el("td", { dir: "auto" }, value),
    el("td", {}, tellers.join(", ")),
    el("td", {}, day(article.published)),
    el("td", {}, previews(where, citation)),
  );
}

function opened(event, citation) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openSource(citation, event.currentTarget);
}
