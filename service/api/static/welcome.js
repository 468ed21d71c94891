// What stands where there is no conversation yet.

import { get } from "./api.js";
import { el, show } from "./dom.js";
import { count, day } from "./words.js";

const place = document.getElementById("welcome");

/** Greet with what the archive holds and questions that it answers; `onAsk` takes one. */
export async function welcome(overview, onAsk) {
  if (overview.articles === 0) return show(place, empty());
  const examples = el("ul", { class: "examples", "aria-busy": "true" });
  show(
    place,
    el(
      "section",
      { class: "welcome" },
      el("p", { class: "lede" }, "Ask, and every sentence of the answer cites the paragraph it rests on, and was checked against it."),
      el("p", { class: "holds" }, holds(overview)),
      examples,
    ),
  );
  try {
    const { questions } = await get("/v1/examples");
    show(examples, questions.map((each) => example(each, onAsk)));
  } catch {
    show(examples); // without examples the page can do all it can do with them
  }
  examples.removeAttribute("aria-busy");
}

/** Take the greeting away. */
export function goodbye() {
  show(place);
}

function holds({ articles, undated, outlets, since, until }) {
  const from = outlets.length ? `, from ${count(outlets.length, "known outlet")}` : "";
  const span = since === until ? day(since) : `${day(since)} to ${day(until)}`;
  const when = since ? `; ${undated ? `${articles - undated} of them dated` : "dated"}, ${span}` : "";
  return `The archive holds ${count(articles, "article")}${from}${when}.`;
}

function example(question, onAsk) {
  return el("li", {}, el("button", { type: "button", dir: "auto", onclick: () => onAsk(question) }, question));
}

function empty() {
  return el(
    "section",
    { class: "welcome" },
    el("h2", {}, "The archive is empty"),
    el("p", {}, "There is nothing to answer from yet. Add articles in the browser, or on the command line:"),
    el("pre", {}, el("code", {}, "nutgraf ingest articles/")),
    el("p", {}, el("a", { class: "button", href: "/articles" }, "Add articles")),
  );
}
