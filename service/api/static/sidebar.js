// The list of conversations: open, rename, delete.

import { all, forget, save } from "./conversations.js";
import { confirmed, named } from "./dialogs.js";
import { el, show } from "./dom.js";
import { count } from "./words.js";

const list = document.getElementById("conversations");
const deleteAll = document.getElementById("delete-all");

/** Show the conversations; `on.open`, `on.gone` and `on.fresh` are told what the reader chose. */
export function listConversations(currentId, on) {
  const kept = all();
  show(list, kept.map((each) => item(each, each.id === currentId, on)));
  deleteAll.hidden = kept.length === 0;
  deleteAll.onclick = () => forgetAll(kept, on);
  document.getElementById("new").onclick = () => {
    hide();
    on.fresh();
  };
}

function item(conversation, isCurrent, on) {
  const { id, title } = conversation;
  return el(
    "li",
    { class: isCurrent ? "current" : null },
    el(
      "a",
      { href: `/#${id}`, dir: "auto", "aria-current": isCurrent ? "true" : null, onclick: hide },
      title,
    ),
    el("button", { class: "quiet", type: "button", "aria-label": `Rename ${title}`, onclick: () => rename(conversation, on) }, "Rename"),
    el("button", { class: "quiet", type: "button", "aria-label": `Delete ${title}`, onclick: () => drop(conversation, on) }, "Delete"),
  );
}

async function rename(conversation, on) {
  const title = await named({ title: "Rename the conversation", label: "Name", value: conversation.title, action: "Rename" });
  if (!title) return;
  conversation.title = title;
  save(conversation);
  on.renamed(conversation);
}

async function drop({ id, title }, on) {
  const text = `“${title}” is kept in this browser only, and cannot be brought back.`;
  if (!(await confirmed({ title: "Delete this conversation?", text, action: "Delete" }))) return;
  forget(id);
  on.gone([id]);
}

async function forgetAll(kept, on) {
  const text = `${count(kept.length, "conversation")} cannot be brought back.`;
  if (!(await confirmed({ title: "Delete all conversations?", text, action: "Delete all" }))) return;
  for (const { id } of kept) forget(id);
  on.gone(kept.map(({ id }) => id));
}

function hide() {
  const drawer = document.getElementById("history");
  if (drawer.matches(":popover-open")) drawer.hidePopover();
}
