// The reader: one article, at the words that a citation names.

import { articleView, load, reveal } from "./article.js";
import { el, show } from "./dom.js";
import { offerToForget } from "./key.js";
import { lookAgain, watch } from "./service-state.js";

const place = document.getElementById("article");
const id = decodeURIComponent(location.pathname.split("/")[2]);
const TITLES = {
  unknown_article: "There is no such article",
  deleted_article: "This article was removed",
};

async function open() {
  const query = new URLSearchParams(location.search);
  place.setAttribute("aria-busy", "true");
  try {
    const text = await load(id, query.get("revision"));
    const view = articleView(text, { cited: cited(query), level: 1 });
    document.title = `${text.article.title} · nutgraf`;
    show(place, view, askAbout(text.article));
    stayOnPage(view);
    if (number()) reveal(view, number());
  } catch (fault) {
    if (fault.code === "unreachable") lookAgain();
    show(place, missing(fault));
  }
  place.removeAttribute("aria-busy");
}

/** The paragraph that the address names. */
function number() {
  return Number(/^#p(\d+)$/.exec(location.hash)?.[1] ?? 0);
}

function cited(query) {
  const [start, end] = ["start", "end"].map((name) => Number.parseInt(query.get(name) ?? "0", 10));
  return end > start ? { paragraph: number(), start, end } : null;
}

/** A paragraph's own number changes the address and the aim, but loads nothing. */
function stayOnPage(view) {
  view.addEventListener("click", (event) => {
    const link = event.target.closest("a.number");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", link.getAttribute("href"));
    reveal(view, number());
  });
  addEventListener("popstate", () => reveal(view, number()));
}

function askAbout({ id: article }) {
  const href = `/?article=${encodeURIComponent(article)}`;
  return el("p", { class: "ask-about" }, el("a", { class: "button", href }, "Ask about this article"));
}

function missing(fault) {
  return el(
    "section",
    { class: "screen", role: "alert" },
    el("h1", {}, TITLES[fault.code] ?? "This article cannot be shown"),
    el("p", {}, fault.message),
    el("p", {}, el("a", { class: "button", href: "/articles" }, "See all articles")),
  );
}

offerToForget();
watch(open);
open();
