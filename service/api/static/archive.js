// The archive page: what is in it, found, sorted, added to and removed from.

import { get, remove } from "./api.js";
import { confirmed } from "./dialogs.js";
import { el, ownPath, show } from "./dom.js";
import { offerToForget } from "./key.js";
import { lookAgain, watch } from "./service-state.js";
import { acceptUploads } from "./upload.js";
import { count, day, folded, outlet } from "./words.js";

const PAGE = 100;
const ORDERS = {
  title: (a, b) => a.title.localeCompare(b.title),
  outlet: (a, b) => outlet(a).localeCompare(outlet(b)) || ORDERS.title(a, b),
  newest: (a, b) => (b.published ?? "").localeCompare(a.published ?? "") || ORDERS.title(a, b),
  oldest: (a, b) => (a.published ?? "9999").localeCompare(b.published ?? "9999") || ORDERS.title(a, b),
};
const list = document.getElementById("articles");
const find = document.getElementById("find");
const sort = document.getElementById("sort");
const more = document.getElementById("more");
let articles = [];
let most = PAGE;

async function refresh() {
  try {
    articles = (await get("/v1/articles")).articles.map((each) => ({ ...each, searched: searched(each) }));
    draw();
  } catch (fault) {
    if (fault.code === "unreachable") lookAgain();
    show(list, el("li", { class: "fault", role: "alert" }, fault.message));
  }
}

function draw() {
  const words = folded(find.value).split(/\s+/).filter(Boolean);
  const found = articles.filter(({ searched }) => words.every((word) => searched.includes(word)));
  found.sort(ORDERS[sort.value]);
  show(list, found.slice(0, most).map(row));
  more.hidden = found.length <= most;
  document.getElementById("count").textContent = told(found.length);
}

function told(number) {
  if (articles.length === 0) return "The archive is empty. Add articles above.";
  if (number === articles.length) return count(number, "article");
  return number === 0 ? "No article matches." : `${number} of ${count(articles.length, "article")}`;
}

function searched({ title, outlet: name, author, source, published }) {
  return folded([title, name, author, source, published].filter(Boolean).join(" "));
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
    list.querySelector(`[data-id="${CSS.escape(id)}"]`)?.append(el("p", { class: "fault", role: "alert" }, `Not deleted. ${fault.message}`));
  }
}

document.getElementById("finder").addEventListener("submit", (event) => event.preventDefault());
for (const input of [find, sort]) {
  input.addEventListener("input", () => {
    most = PAGE;
    draw();
  });
}
more.addEventListener("click", () => {
  most += PAGE;
  draw();
});
offerToForget();
watch(refresh);
acceptUploads(refresh);
refresh();
