// An article as it is read: numbered paragraphs, cited words highlighted.

import { get } from "./api.js";
import { el, ownPath, webAddress } from "./dom.js";
import { cut } from "./quote.js";
import { count, day, moment, outlet } from "./words.js";

const KINDS = {
  headline: "headline",
  byline: "byline",
  dateline: "dateline",
  caption: "caption",
  boilerplate: "boilerplate",
  comment: "comment",
};
const fetched = new Map();

/** An article at a revision, or at its current one; revisions never change, so they are kept. */
export async function load(id, revision) {
  const key = `${id}@${revision}`;
  if (fetched.has(key)) return fetched.get(key);
  const query = revision ? `?revision=${encodeURIComponent(revision)}` : "";
  const text = await get(`/v1/articles/${encodeURIComponent(id)}${query}`);
  if (revision) fetched.set(key, text);
  return text;
}

/** Where a paragraph of an article's revision is found for good. */
export function address({ id, revision }, number) {
  const place = number ? `#p${number}` : "";
  return `/articles/${encodeURIComponent(id)}?revision=${encodeURIComponent(revision)}${place}`;
}

/**
 * The whole article.
 *
 * `cited` is `{paragraph, start, end}` or null; `level` is the level of its heading;
 * `links` says whether its own pages are linked to (in a panel they open the reader).
 */
export function articleView({ article, paragraphs, revisions }, { cited, level }) {
  const left = paragraphs.filter(isLeftOut);
  const body = el("div", { class: "text" }, paragraphs.map((each) => block(each, article, cited, level)));
  return el(
    "article",
    { class: "article", lang: article.language },
    el(
      "header",
      { lang: "en" },
      el(`h${level}`, { dir: "auto", lang: article.language }, article.title),
      about(article),
      earlier(article, revisions),
      left.length > 0 && toggle(left, body),
    ),
    body,
  );
}

/** Bring the cited words, or else the paragraph, into view and give it the focus. */
export function reveal(view, number) {
  const paragraph = view.querySelector(`[data-number="${number}"]`);
  if (!paragraph) return false;
  for (const other of view.querySelectorAll(".aimed")) other.classList.remove("aimed");
  paragraph.classList.add("aimed");
  paragraph.focus({ preventScroll: true });
  (paragraph.querySelector("mark") ?? paragraph).scrollIntoView({ block: "center" });
  return true;
}

function about(article) {
  const original = webAddress(article.url);
  const known = { text: " (as its text says)", metadata: "", unknown: "" }[article.date_source];
  return el(
    "p",
    { class: "about" },
    el("span", {}, outlet(article)),
    article.author && el("span", { dir: "auto" }, article.author),
    el("span", {}, article.published ? day(article.published) + known : "date unknown"),
    original &&
      el("a", { href: original, rel: "noopener noreferrer nofollow", target: "_blank" }, "original"),
    el("span", { class: "file", dir: "auto" }, article.source),
  );
}

function earlier(article, revisions) {
  if (revisions.length < 2) return null;
  const current = revisions.find((each) => each.is_current);
  const shown = revisions.find((each) => each.id === article.revision);
  return el(
    "details",
    { class: "revisions", open: !shown?.is_current },
    el(
      "summary",
      {},
      shown?.is_current ? `${revisions.length} revisions` : "This is an earlier revision",
    ),
    el("ol", {}, revisions.map((each) => revisionLine(article, each, each === shown))),
    current && !shown?.is_current &&
      el("p", {}, el("a", { href: `/articles/${encodeURIComponent(article.id)}` }, "Read the current one")),
  );
}

function revisionLine(article, revision, isShown) {
  const words = `taken in ${moment(revision.recorded)}${revision.is_current ? ", current" : ""}`;
  return el(
    "li",
    {},
    isShown
      ? el("strong", {}, `${words} (shown)`)
      : el("a", { href: address({ id: article.id, revision: revision.id }) }, words),
  );
}

function toggle(left, body) {
  const closed = `Show what was left out (${left.length})`;
  const button = el("button", { class: "quiet left-out", type: "button", "aria-pressed": "false" }, closed);
  button.addEventListener("click", () => {
    const isShown = body.classList.toggle("whole");
    button.setAttribute("aria-pressed", String(isShown));
    button.textContent = isShown ? `Hide ${count(left.length, "piece")} left out` : closed;
  });
  return button;
}

function isLeftOut({ number, kind }) {
  return number === null && kind !== "subheading" && kind !== "headline";
}

function block(piece, article, cited, level) {
  if (piece.number !== null) return paragraph(piece, article, cited);
  if (piece.kind === "subheading") return el(`h${level + 1}`, { dir: "auto" }, piece.text);
  if (piece.kind === "headline") return null;
  return el(
    "p",
    { class: "aside", dir: "auto" },
    el("span", { class: "kind", lang: "en" }, KINDS[piece.kind] ?? "left out"),
    piece.text,
  );
}

function paragraph({ number, text }, article, cited) {
  const [before, within, after] =
    cited?.paragraph === number ? cut(text, cited.start, cited.end) : [text, "", ""];
  return el(
    "p",
    { class: "paragraph", id: `p${number}`, "data-number": number, tabindex: "-1", dir: "auto" },
    el(
      "a",
      { class: "number", href: ownPath(address(article, number)), "aria-label": `Paragraph ${number}` },
      String(number),
    ),
    before,
    within && el("mark", {}, within),
    after,
  );
}
