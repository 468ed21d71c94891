// One kept answer, opened by its link.

import { get } from "./api.js";
import { find, fresh, save } from "./conversations.js";
import { el, show } from "./dom.js";
import { offerToForget } from "./key.js";
import { greet } from "./panel.js";
import { lookAgain, watch } from "./service-state.js";
import { Turn } from "./turn.js";

const place = document.getElementById("turns");
const id = decodeURIComponent(location.pathname.split("/")[2]);

async function open() {
  try {
    const answer = await get(`/v1/answers/${encodeURIComponent(id)}`);
    const turn = { question: answer.question, filters: {}, state: "done", answer };
    document.title = `${answer.question} · nutgraf`;
    show(place, new Turn(turn).node, el("p", {}, el("button", { class: "primary", type: "button", onclick: () => follow(turn) }, "Ask a follow-up")));
  } catch (fault) {
    if (fault.code === "unreachable") lookAgain();
    show(place, missing(fault));
  }
}

/** Go on from here in a conversation of this browser's own. */
function follow(turn) {
  const conversation = fresh();
  conversation.title = turn.question.slice(0, 80);
  conversation.turns.push(turn);
  save(conversation);
  location.href = find(conversation.id) ? `/#${conversation.id}` : "/";
}

function missing(fault) {
  return el(
    "section",
    { class: "welcome", role: "alert" },
    el("h2", {}, fault.code === "unknown_answer" ? "This answer is not kept" : "This answer cannot be shown"),
    el("p", {}, fault.message),
    el("p", {}, el("a", { class: "button", href: "/" }, "Ask the archive")),
  );
}

greet();
offerToForget();
watch(open);
open();
