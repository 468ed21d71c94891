// One question with what became of it, as the conversation shows it.

import {
  disagreementTables,
  receiptDetails,
  refusal,
  sentenceItem,
  sourceList,
  tally,
} from "./answer.js";
import { asMarkdown, asText, copy, linkTo } from "./copying.js";
import { get } from "./api.js";
import { el, show } from "./dom.js";
import { feedbackButtons } from "./feedback.js";
import { isFree, openSource } from "./panel.js";
import { count, scope } from "./words.js";

let made = 0;

/** A question's place on the page. `on.retry` and `on.edit` are missing where nobody may ask. */
export class Turn {
  constructor(turn, on = {}) {
    this.turn = turn;
    this.on = on;
    this.byNumber = new Map();
    this.status = el("p", { class: "status", role: "status" });
    this.sentences = el("ol", { class: "sentences", "aria-live": "polite" });
    this.rest = el("div", { class: "rest" });
    this.node = this.#node();
    if (turn.state === "done") this.done(turn.answer, { isNew: false });
    else if (turn.state === "failed") this.failed(turn.fault);
    else if (turn.state === "stopped") this.stopped();
  }

  /** The search has begun. */
  begin() {
    this.node.setAttribute("aria-busy", "true");
    this.status.textContent = "Searching the archive…";
    show(this.sentences);
    show(this.rest);
  }

  /** Passages were found. */
  meta({ passages }) {
    this.status.textContent = `Reading ${count(passages.length, "passage")}…`;
  }

  /** A checked sentence came, with the citations that it is the first to use. */
  sentence({ sentence, citations }) {
    this.#know(citations);
    this.sentences.append(sentenceItem(sentence, this.byNumber));
  }

  /** The whole answer is there. */
  done(answer, { isNew = true } = {}) {
    this.node.removeAttribute("aria-busy");
    this.#know(answer.citations);
    for (const each of answer.sentences.slice(this.sentences.children.length))
      this.sentences.append(sentenceItem(each, this.byNumber));
    show(this.status, answer.doubt && [el("strong", { class: "doubt" }, answer.doubt), " "], verdictOf(answer));
    show(this.rest, this.#rest(answer));
    if (isNew && answer.citations.length && isFree()) openSource(answer.citations[0]);
  }

  /** The reader stopped it. */
  stopped() {
    this.#broken("Stopped. What stands here was checked, but it is not the whole answer.");
  }

  /** It could not be answered. */
  failed({ message, code }) {
    const screen = el(
      "div",
      { class: "failure", role: "alert" },
      el("p", {}, el("strong", {}, code === "unreachable" ? "Lost connection. " : "Not answered. "), message),
    );
    this.#broken("", screen);
  }

  #broken(words, ...before) {
    this.node.removeAttribute("aria-busy");
    const { sentences = [], citations = [] } = this.turn.partial ?? {};
    this.#know(citations);
    for (const each of sentences.slice(this.sentences.children.length))
      this.sentences.append(sentenceItem(each, this.byNumber));
    this.status.textContent = words;
    show(this.rest, before, el("div", { class: "actions" }, this.#retry()));
  }

  #know(citations) {
    for (const each of citations) this.byNumber.set(each.number, each);
  }

  #node() {
    const id = `question-${++made}`;
    const { question, filters } = this.turn;
    const head = el(
      "header",
      { class: "asked" },
      el("h2", { class: "question", id, dir: "auto" }, question),
      scope(filters) && el("p", { class: "scope", dir: "auto" }, scope(filters)),
      this.on.edit && el("button", { class: "quiet edit when-idle", type: "button", onclick: () => this.#edit(head) }, "Edit"),
    );
    return el("article", { class: "turn", "aria-labelledby": id }, head, this.status, this.sentences, this.rest);
  }

  #rest(answer) {
    const { thumbs, place } = feedbackButtons(answer);
    return [
      answer.degraded && el("p", { class: "degraded" }, el("strong", {}, "Weaker than configured. "), answer.degraded),
      answer.refusal && refusal(answer.refusal, Boolean(scope(this.turn.filters))),
      answer.refusal && this.#alone(answer),
      answer.disagreements.length > 0 && disagreementTables(answer.disagreements),
      answer.citations.length > 0 && sourceList(answer.citations, { passages: answer.passages }),
      el("div", { class: "actions" }, copying(answer), this.#retry(), thumbs),
      place,
      receiptDetails(answer),
    ];
  }

  /** A follow-up is understood with what was asked before; that may be what misled it. */
  #alone(answer) {
    const { understood } = answer.receipt;
    if (!this.on.alone || !understood || understood.words === answer.question) return null;
    return el(
      "p",
      { class: "note" },
      "It was read as a follow-up. ",
      el("button", { class: "link when-idle", type: "button", onclick: () => this.on.alone() }, "Ask it on its own"),
    );
  }

  #retry() {
    return this.on.retry && el("button", { class: "quiet when-idle", type: "button", onclick: () => this.on.retry() }, "Ask again");
  }

  #edit(head) {
    const area = el("textarea", { rows: "2", maxlength: "4000", "aria-label": "Your question" });
    const later = this.on.later();
    const form = el(
      "form",
      { class: "editing" },
      el("h2", { class: "unseen" }, "Edit the question"),
      area,
      later > 0 && el("p", { class: "note" }, `Asking again removes the ${count(later, "question")} after it.`),
      el(
        "div",
        { class: "row" },
        el("button", { class: "primary", type: "submit" }, "Ask"),
        el("button", { type: "button", onclick: () => back() }, "Cancel"),
      ),
    );
    const back = () => {
      form.replaceWith(head);
      head.querySelector(".edit").focus();
    };
    area.value = this.turn.question;
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") back();
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (area.value.trim()) this.on.edit(area.value.trim());
    });
    head.replaceWith(form);
    area.focus();
  }
}

function verdictOf({ status, sentences }) {
  return status === "refused" ? "No answer." : tally(sentences);
}

function copying(answer) {
  return [
    copyButton("Copy", "Copy as text", () => asText(answer)),
    copyButton("Markdown", "Copy as Markdown", () => asMarkdown(answer)),
    copyButton("Link", "Copy a link to this answer", async () => {
      await get(`/v1/answers/${encodeURIComponent(answer.id)}`);
      return linkTo(answer);
    }),
  ];
}

function copyButton(label, title, text) {
  const button = el("button", { class: "quiet", type: "button", title, "aria-label": title, onclick: press }, label);
  async function press() {
    try {
      if (await copy(await text())) say("Copied", "Copied");
    } catch (fault) {
      const words = fault.code === "unknown_answer" ? "Not kept any more" : "Not now";
      say(words, words);
    }
    setTimeout(() => say(label, title), 2000);
  }
  function say(words, name) {
    button.textContent = words;
    button.setAttribute("aria-label", name);
  }
  return button;
}
