// The source beside the answer; on a narrow screen, over it.

import { articleView, load, reveal } from "./article.js";
import { el, ownPath, show } from "./dom.js";

const panel = document.getElementById("source");
const wide = matchMedia("(min-width: 75rem)");
const behind = () => document.querySelectorAll("body > header, .history, main");
let opener = null;
let wanted = 0;

/** Say what the panel is for while nothing is open in it. */
export function greet() {
  show(
    panel,
    el("p", { class: "hint" }, "The number after a sentence opens its source here, with the cited words highlighted."),
  );
}

/** Whether a source may be shown without being asked for: there is room, and none was chosen. */
export function isFree() {
  return wide.matches && opener === null;
}

/** Open the article of a citation at its words; `from` gets the focus back, none leaves it be. */
export async function openSource(citation, from = null) {
  const turn = ++wanted;
  opener = from;
  const place = el("div", { class: "place", "aria-busy": "true" }, el("p", { class: "hint" }, "Opening the source…"));
  show(panel, bar(citation), place);
  if (from) uncover();
  try {
    const text = await load(citation.article.id, citation.revision);
    if (turn !== wanted) return;
    const view = articleView(text, { cited: citation, level: 2 });
    show(place, view);
    if (from) reveal(view, citation.paragraph);
    else aim(view, citation.paragraph);
  } catch (fault) {
    if (turn === wanted) show(place, el("p", { class: "fault", role: "alert" }, fault.message));
  } finally {
    place.removeAttribute("aria-busy");
  }
}

/** Close it, giving the focus back to what opened it. */
export function closeSource() {
  wanted += 1;
  panel.classList.remove("over");
  for (const part of behind()) part.inert = false;
  const back = opener;
  opener = null;
  greet();
  if (back?.isConnected) back.focus();
}

function bar(citation) {
  return el(
    "div",
    { class: "bar" },
    el("a", { class: "button", href: ownPath(citation.href) }, "Open in full"),
    el("button", { class: "quiet", type: "button", onclick: leave }, "Close"),
  );
}

/** Bring the words into view inside the panel, leaving page and focus where they are. */
function aim(view, number) {
  const paragraph = view.querySelector(`[data-number="${number}"]`);
  const target = paragraph?.querySelector("mark") ?? paragraph;
  if (!target) return;
  const above = target.getBoundingClientRect().top - panel.getBoundingClientRect().top;
  panel.scrollTop += above - panel.clientHeight / 3;
}

function uncover() {
  if (!history.state?.source) history.pushState({ source: true }, "");
  if (wide.matches) return;
  panel.classList.add("over");
  for (const part of behind()) part.inert = true;
}

/** Close as the browser's back button would. */
function leave() {
  if (history.state?.source) history.back();
  else closeSource();
}

addEventListener("popstate", () => opener && closeSource());
panel.addEventListener("keydown", (event) => event.key === "Escape" && leave());
wide.addEventListener("change", () => {
  panel.classList.toggle("over", !wide.matches && opener !== null);
  for (const part of behind()) part.inert = panel.classList.contains("over");
});
