// Conversations, kept in this browser: one storage entry each, so that tabs do not lose each other's.

import { local } from "./storage.js";

const PREFIX = "nutgraf.conversation.";
const VERSION = 1;

/** All conversations, the latest first. */
export function all() {
  return local
    .keys()
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => find(key.slice(PREFIX.length)))
    .filter(Boolean)
    .sort((a, b) => b.updated - a.updated);
}

/** One conversation, or null when there is none that this version can read. */
export function find(id) {
  try {
    const kept = JSON.parse(local.getItem(PREFIX + id));
    return kept?.version === VERSION && Array.isArray(kept.turns) ? kept : null;
  } catch {
    return null;
  }
}

/** A new conversation, which is kept once it is saved. */
export function fresh() {
  return { version: VERSION, id: crypto.getRandomValues(new Uint32Array(2)).join("-"), title: "", updated: 0, turns: [] };
}

/** Keep a conversation as it is; false when the browser has no room for it. */
export function save(conversation) {
  conversation.updated = Date.now();
  try {
    local.setItem(PREFIX + conversation.id, JSON.stringify(conversation, slim));
    return true;
  } catch {
    return false;
  }
}

/** Forget a conversation. */
export function forget(id) {
  local.removeItem(PREFIX + id);
}

/** Call whenever another tab changed a conversation. */
export function onChangeElsewhere(call) {
  addEventListener("storage", (event) => event.key?.startsWith(PREFIX) && call());
}

/** What the service has to know of earlier turns to understand a follow-up. */
export function earlier(turns) {
  return turns
    .filter(({ state }) => state === "done")
    .slice(-6)
    .flatMap(({ question, answer }) => [
      { role: "user", content: question },
      { role: "assistant", content: answer.text.slice(0, 20_000) },
    ]);
}

/** The passages of an answer are many; all that is shown of them again is who else tells the same. */
function slim(key, value) {
  if (key !== "passages") return value;
  return value.filter(({ also_in: others }) => others?.length).map((passage) => ({ ...passage, text: "" }));
}
