// The card that shows a citation's quote while its mark is pointed at or focused.

import { el, show } from "./dom.js";
import { day, outlet, quoted } from "./words.js";

const ID = "preview";
const GAP = 8;
const CLOSE_AFTER_MS = 200;
const card = el("div", { class: "preview", id: ID, role: "tooltip", hidden: true });
let closing = 0;
let shown = null;

document.querySelector("main").append(card);
card.addEventListener("pointerenter", () => clearTimeout(closing));
card.addEventListener("pointerleave", close);
document.addEventListener("keydown", (event) => event.key === "Escape" && close());
document.addEventListener("scroll", follow, { capture: true, passive: true });

/** Show `citation` whenever `mark` is pointed at or has the focus. */
export function previews(mark, citation) {
  mark.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && open(mark, citation));
  mark.addEventListener("pointerleave", () => (closing = setTimeout(close, CLOSE_AFTER_MS)));
  mark.addEventListener("focus", () => mark.matches(":focus-visible") && open(mark, citation));
  mark.addEventListener("blur", close);
  return mark;
}

function open(mark, { article, paragraph, quote }) {
  clearTimeout(closing);
  show(
    card,
    el("p", { class: "from" }, el("strong", {}, outlet(article)), ` · ${day(article.published)}`),
    el("p", { class: "title", dir: "auto" }, article.title),
    el("blockquote", { dir: "auto" }, quoted(quote)),
    el("p", { class: "from" }, `Paragraph ${paragraph}`),
  );
  card.hidden = false;
  mark.setAttribute("aria-describedby", ID);
  shown = mark;
  place(mark.getBoundingClientRect(), card.getBoundingClientRect());
}

/** A mark that gets the focus may be scrolled to: the card stays with it while it can be seen. */
function follow() {
  if (card.hidden) return;
  const box = shown.getBoundingClientRect();
  if (box.bottom < 0 || box.top > innerHeight) close();
  else place(box, card.getBoundingClientRect());
}

function place(mark, { width, height }) {
  const room = document.documentElement.clientWidth - width - GAP;
  const above = mark.top - height - GAP;
  card.style.left = `${Math.max(GAP, Math.min(mark.left, room))}px`;
  card.style.top = `${above > GAP ? above : mark.bottom + GAP}px`;
}

function close() {
  clearTimeout(closing);
  card.hidden = true;
}
