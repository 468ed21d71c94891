// Whether the service is there and ready, said on the page for as long as it is not.

import { el, show } from "./dom.js";

const SOON_MS = 2_000;
const LATER_MS = 60_000;
const WORDS = {
  starting: ["The service is starting.", "It is comparing its indexes with the record. Questions are answered already, by a slower and weaker search."],
  rebuilding: ["An index is being rebuilt.", "Until it is whole, the record itself is searched: answers are slower and may be weaker."],
  lost: ["No connection to the service.", "This page tries again every two seconds. Nothing that you asked is lost."],
};
const notice = document.getElementById("notice");
let timer = 0;
let shown = "ready";

/** Keep watching; `onBack` is called when a service that was not there is again. */
export function watch(onBack = () => {}) {
  const look = async () => {
    clearTimeout(timer);
    const state = await current();
    const wasLost = shown === "lost";
    say(state);
    if (wasLost && state !== "lost") onBack();
    timer = setTimeout(look, state === "ready" ? LATER_MS : SOON_MS);
  };
  addEventListener("offline", look);
  addEventListener("online", look);
  document.addEventListener("nutgraf:unreachable", look);
  look();
}

/** Look again now, because a call did not get through. */
export function lookAgain() {
  document.dispatchEvent(new Event("nutgraf:unreachable"));
}

async function current() {
  try {
    const response = await fetch("/readyz", { cache: "no-store" });
    const body = await response.json();
    if (!response.ok) return body.error.code === "not_ready" ? "starting" : "lost";
    return body.dense && body.lexical ? "ready" : "rebuilding";
  } catch {
    return "lost";
  }
}

function say(state) {
  if (state === shown) return;
  shown = state;
  const [title, words] = WORDS[state] ?? [];
  show(notice, title && el("div", { class: `notice ${state}`, role: "status" }, el("strong", {}, title), " ", words));
}
