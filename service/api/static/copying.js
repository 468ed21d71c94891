// An answer as text and as Markdown, and how it gets to the clipboard.

import { el } from "./dom.js";
import { quoted, sourceLine } from "./words.js";

const MARKDOWN = /[\\`*_{}[\]()#+\-.!|<>~]/g;

/** The answer with its sources, as a person would paste it into a letter. */
export function asText(answer) {
  const lines = cited(answer).map(
    (each) => `[${each.number}] ${sourceLine(each)}: ${quoted(each.quote)}\n    ${absolute(each.href)}`,
  );
  return [answer.question, said(answer, (number) => `[${number}]`), ...lines].join("\n\n");
}

/** The answer with its sources as footnotes; nothing in it is markup but what stands here. */
export function asMarkdown(answer) {
  const notes = cited(answer).map(
    (each) =>
      `[^${each.number}]: ${escaped(sourceLine(each))}: ${escaped(quoted(each.quote))} <${absolute(each.href)}>`,
  );
  const words = said(answer, (number) => `[^${number}]`, escaped);
  return [`**${escaped(answer.question)}**`, words, notes.join("\n")].filter(Boolean).join("\n\n");
}

/** The address of a kept answer. */
export function linkTo(answer) {
  return absolute(`/answers/${encodeURIComponent(answer.id)}`);
}

/** Put text on the clipboard; where a browser forbids that, show it to be copied by hand. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    byHand(text);
    return false;
  }
}

function said(answer, marked, written = (text) => text) {
  if (answer.status === "refused") return written(answer.refusal.reason);
  const sentences = answer.sentences
    .map(({ text, citations }) => `${written(text)} ${citations.map(marked).join("")}`.trim())
    .join(" ");
  return answer.doubt ? `${written(answer.doubt)}\n\n${sentences}` : sentences;
}

function cited(answer) {
  return answer.status === "refused" ? answer.refusal.nearest : answer.citations;
}

function escaped(text) {
  return text.replace(/\s+/g, " ").replace(MARKDOWN, "\\$&");
}

function absolute(path) {
  return new URL(path, location.origin).href;
}

function byHand(text) {
  const area = el("textarea", { readonly: true, rows: "12", "aria-label": "The text to copy" });
  area.value = text;
  const dialog = el(
    "dialog",
    { "aria-label": "Copy by hand", onclose: () => dialog.remove() },
    el("p", {}, "This browser does not let pages copy here. The text is selected: copy it yourself."),
    area,
    el("form", { method: "dialog" }, el("button", { type: "submit" }, "Close")),
  );
  document.body.append(dialog);
  dialog.showModal();
  area.select();
}
