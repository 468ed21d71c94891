// The chat page: conversations, and the questions in them.

import { get } from "./api.js";
import { ask } from "./asking.js";
import { earlier, find, fresh, onChangeElsewhere, save } from "./conversations.js";
import { el, show } from "./dom.js";
import { filters, offer, setFilters } from "./filters.js";
import { offerToForget } from "./key.js";
import { closeSource, greet } from "./panel.js";
import { lookAgain, watch } from "./service-state.js";
import { listConversations } from "./sidebar.js";
import { Turn } from "./turn.js";
import { goodbye, welcome } from "./welcome.js";

const form = document.getElementById("composer");
const box = document.getElementById("question");
const send = document.getElementById("send");
const turns = document.getElementById("turns");
let conversation = fresh();
let running = null;
let overview = null;
let isLeaving = false;

const choices = {
  fresh: () => (location.hash ? (location.hash = "") : open()),
  gone: (ids) => (ids.includes(conversation.id) ? choices.fresh() : list()),
  renamed: (renamed) => {
    if (renamed.id === conversation.id) conversation.title = renamed.title;
    list();
  },
};

function list() {
  listConversations(conversation.id, choices);
}

/** Show the conversation that the address names, or a new one. */
function open() {
  running?.abort();
  closeSource();
  conversation = find(location.hash.slice(1)) ?? fresh();
  for (const turn of conversation.turns) if (turn.state === "asking") turn.state = "stopped";
  setFilters(conversation.turns.at(-1)?.filters);
  draw();
  list();
  greetReader();
  box.focus({ preventScroll: true });
}

function greetReader() {
  if (overview && conversation.turns.length === 0) welcome(overview, askNext);
}

/** Learn what the archive holds. */
async function survey() {
  try {
    overview = await get("/v1/overview");
    offer(overview);
    greetReader();
  } catch {
    lookAgain();
  }
}

/** Take over the one article that the reader came from to ask about. */
function narrow() {
  const article = new URLSearchParams(location.search).get("article");
  if (!article) return;
  history.replaceState(null, "", "/");
  setFilters({ articles: [article] });
}

function draw() {
  goodbye();
  show(turns, conversation.turns.map((turn) => viewOf(turn).node));
}

function viewOf(turn) {
  return new Turn(turn, {
    alone: () => {
      turn.isAlone = true;
      askAt(turn, turn.question, 1);
    },
    retry: () => askAt(turn, turn.question, 1),
    edit: (question) => askAt(turn, question, Infinity),
    later: () => conversation.turns.length - conversation.turns.indexOf(turn) - 1,
  });
}

function askNext(question) {
  if (running) return;
  const turn = { question, filters: filters(), state: "asking" };
  conversation.turns.push(turn);
  conversation.title ||= question.slice(0, 80);
  run(turn);
}

/** Ask in the place of `turn`, which goes, and with it as many in all as `gone` says. */
function askAt(turn, question, gone) {
  if (running) return;
  const again = { question, filters: turn.filters, isAlone: turn.isAlone, state: "asking" };
  conversation.turns.splice(conversation.turns.indexOf(turn), gone, again);
  run(again);
}

async function run(turn) {
  const place = conversation.turns.indexOf(turn);
  const mine = conversation;
  const control = (running = new AbortController());
  draw();
  const view = viewOf(turn);
  turns.children[place].replaceWith(view.node);
  begin(view, mine);
  const before = turn.isAlone ? [] : earlier(mine.turns.slice(0, place));
  turn.partial = { sentences: [], citations: [] };
  try {
    turn.answer = await ask(
      { question: turn.question, filters: turn.filters, conversation: before },
      { on: heard(turn, view), signal: control.signal },
    );
    turn.state = "done";
    delete turn.partial;
    view.done(turn.answer);
  } catch (fault) {
    broke(turn, view, fault);
  } finally {
    end(mine, control);
  }
}

function begin(view, mine) {
  goodbye();
  view.begin();
  keep(mine);
  if (location.hash.slice(1) !== mine.id) history.replaceState(null, "", `/#${mine.id}`);
  list();
  working(true);
  view.node.scrollIntoView({ block: "start" });
}

function heard(turn, view) {
  return {
    meta: (meta) => view.meta(meta),
    sentence: (event) => {
      turn.partial.sentences.push(event.sentence);
      turn.partial.citations.push(...event.citations);
      view.sentence(event);
    },
  };
}

function broke(turn, view, fault) {
  if (fault.name === "AbortError" || isLeaving) {
    turn.state = "stopped";
    view.stopped();
    return;
  }
  turn.state = "failed";
  turn.fault = { message: fault.message, code: fault.code };
  view.failed(turn.fault);
  if (fault.code === "unreachable") lookAgain();
}

function end(mine, control) {
  keep(mine);
  if (running === control) {
    running = null;
    working(false);
  }
  list();
}

function keep(mine) {
  if (save(mine)) return;
  const words = "This browser has no room for more conversations: delete some to keep this one.";
  show(document.getElementById("notice"), el("div", { class: "notice", role: "alert" }, words));
}

function working(isWorking) {
  send.textContent = isWorking ? "Stop" : "Ask";
  send.classList.toggle("stop", isWorking);
  turns.classList.toggle("busy", isWorking);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (running) return running.abort();
  const question = box.value.trim();
  if (!question) return box.focus();
  box.value = "";
  document.getElementById("filters").open = false;
  askNext(question);
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (!running) form.requestSubmit();
});
addEventListener("hashchange", () => {
  const name = location.hash.slice(1);
  if (name !== conversation.id && name !== "main") open(); // #main is where the skip link leads
});
addEventListener("beforeunload", () => {
  isLeaving = true; // the browser ends the stream now, which is no fault of the connection
  if (running) keep(conversation);
});
onChangeElsewhere(list);
greet();
offerToForget();
watch(survey);
open();
narrow();
survey();
