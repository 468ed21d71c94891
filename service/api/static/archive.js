// The archive page: what is in it, found, sorted, added to and removed from.

import { get, remove } from "./api.js";
import { confirmed } from "./dialogs.js";
import { el, ownPath, show } from "./dom.js";
import { offerToForget } from "./key.js";
import { lookAgain, watch } from "./service-state.js";
import { acceptUploads } from "./upload.js";
import { count, day, outlet } from "./words.js";

const PAGE = 100;
const MOST = 1000; // of one request
const TYPING_MS = 150;
const list = document.getElementById("articles");
const find = document.getElementById("find");
const sort = document.getElementById("sort");
const more = document.getElementById("more");
let latest = 0;
let typing;

/** Show the first page of what is asked for, or the next one below it. */
async function load({ offset = 0, limit = PAGE } = {}) {
  const turn = ++latest;
  try {
    const query = new URLSearchParams({ find: find.value, order: sort.value, limit, offset });
    const page = await get(`/v1/articles?${query}`);
    if (turn !== latest) return; // something else was asked for meanwhile
    if (offset === 0) show(list);
    list.append(...page.articles.filter(({ id }) => !line(id)).map(row));
    tell(page);
  } catch (fault) {
    if (fault.code === "unreachable") lookAgain();
    if (turn !== latest) return;
    if (offset > 0) return tellFault(fault); // what is shown stays, and so does the button
    more.hidden = true;
    show(list, el("li", { class: "fault", role: "alert" }, fault.message));
  }
}

/** Show as many as are shown already, as they are now. */
function refresh() {
  return load({ limit: Math.min(MOST, Math.max(PAGE, list.children.length)) });
}

/** The line of an article that is shown already: articles that go make pages overlap. */
function line(id) {
  return list.querySelector(`[data-id="${CSS.escape(id)}"]`);
}

function tellFault({ message }) {
  document.getElementById("count").textContent = message;
}

function tell({ matching, total }) {
  more.hidden = list.children.length >= matching;
  document.getElementById("count").textContent = told(matching, total);
}

function told(matching, total) {
  if (total === 0) return "The archive is empty. Add articles above.";
  if (matching === total) return count(total, "article");
  return matching === 0 ? "No article matches." : `${matching.toLocaleString("en-GB")} of ${count(total, "article")}`;
}

function row(article) {
  const { id, title, source, author, published } = article;
  return el(
    "li",
    { "data-id": id },
    el("a", { class: "title", href: ownPath(`/articles/${encodeURIComponent(id)}`), dir: "auto", lang: article.language }, title),
    el(
      "p",
      { class: "about" },
      el("span", {}, outlet(article)),
      el("span", {}, day(published)),
      author && el("span", { dir: "auto" }, author),
      el("span", { class: "file", dir: "auto" }, source),
    ),
    el("button", { class: "quiet", type: "button", "aria-label": `Delete ${title}`, onclick: () => drop(article) }, "Delete"),
  );
}

async function drop({ id, title }) {
  const text = `“${title}” goes with all its revisions, and so do the kept answers that quote it. Links to it will say that it was removed.`;
  if (!(await confirmed({ title: "Delete this article?", text, action: "Delete" }))) return;
  try {
    await remove(`/v1/articles/${encodeURIComponent(id)}`);
    await refresh();
    find.focus();
  } catch (fault) {
    line(id)?.append(el("p", { class: "fault", role: "alert" }, `Not deleted. ${fault.message}`));
  }
}

document.getElementById("finder").addEventListener("submit", (event) => event.preventDefault());
find.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(load, TYPING_MS);
});
sort.addEventListener("input", () => load());
more.addEventListener("click", () => load({ offset: list.children.length }));
offerToForget();
watch(refresh);
acceptUploads(refresh);
refresh();
