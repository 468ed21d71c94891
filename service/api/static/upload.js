// Uploads: by drop or by choice, one file at a time, each with its progress and its fate.

import { faultOf, get } from "./api.js";
import { el, show } from "./dom.js";
import { dropped } from "./dropped.js";
import { askForKey, keyHeaders } from "./key.js";
import { count } from "./words.js";

const zone = document.getElementById("drop");
const input = document.getElementById("files");
const list = document.getElementById("uploads");
const summary = document.getElementById("uploaded");
const suffixes = input.accept.split(",");
const waiting = [];
let isSending = false;
let skipped = 0;

/** Take files that are dropped anywhere on the page or chosen; `onDone` is called after the last. */
export function acceptUploads(onDone) {
  addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  addEventListener("dragleave", (event) => event.relatedTarget ?? zone.classList.remove("over"));
  addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const { files, leftOut } = await dropped(event.dataTransfer, suffixes);
    skipped = (isSending ? skipped : 0) + leftOut;
    queue(files, onDone);
  });
  input.addEventListener("change", () => {
    queue(Array.from(input.files, (file) => ({ file, name: file.name })), onDone);
    input.value = "";
  });
}

function queue(files, onDone) {
  waiting.push(...files.map(({ file, name }) => ({ file, name, line: line(name) })));
  summarise(waiting.length > 0 && `Sending ${count(waiting.length, "file")}…`);
  if (waiting.length > 0 && !isSending) drain(onDone);
}

/** Say how it goes, and how many files of dropped folders are no articles. */
function summarise(words) {
  show(summary, words, skipped > 0 && ` ${count(skipped, "file")} of other kinds left out.`);
}

async function drain(onDone) {
  isSending = true;
  const limit = await largest();
  const fates = [];
  while (waiting.length) {
    const { file, name, line: told } = waiting.shift();
    const [status, words] = await upload(file, name, limit, told);
    tell(told, status, words);
    fates.push({ status });
  }
  isSending = false;
  summarise(`${count(fates.length, "file")}: ${tallied(fates)}.`);
  onDone();
}

/** Send one file, and say in a word or more what became of it. */
async function upload(file, name, limit, told) {
  try {
    if (file.size > limit) throw new Error(`is ${megabytes(file.size)}; ${megabytes(limit)} is the most that the service takes`);
    return fate(await send(file, name, (part) => progress(told, part)));
  } catch (fault) {
    return ["failed", fault.message];
  }
}

async function largest() {
  try {
    return (await get("/v1/overview")).max_upload_bytes;
  } catch {
    return Infinity; // the service itself says what is too large
  }
}

function line(name) {
  const state = el("span", { class: "state" }, "waiting");
  const node = el("li", {}, el("span", { class: "file", dir: "auto" }, name), state);
  list.append(node);
  return { node, state };
}

function progress({ state }, part) {
  const words = part < 1 ? `sending, ${Math.round(part * 100)} %` : "reading and indexing…";
  show(state, el("progress", part < 1 ? { value: String(part), "aria-label": "sent" } : { "aria-label": "being read" }), ` ${words}`);
}

function tell({ node, state }, status, words) {
  node.className = status;
  show(state, el("strong", {}, status), words && ` ${words}`);
}

/** What became of a file, in one word and in more where there are more. */
function fate(outcomes) {
  if (outcomes.length === 1) return [outcomes[0].status, outcomes[0].reason ?? outcomes[0].note];
  const failed = outcomes.filter(({ status }) => status === "failed");
  const told = outcomes.filter(({ reason, note }) => reason ?? note).sort((a, b) => Boolean(b.reason) - Boolean(a.reason));
  const reasons = told.slice(0, 5).map(({ source, reason, note }) => `${source}: ${reason ?? note}`);
  return [failed.length ? "failed" : "added", `${count(outcomes.length, "article")}: ${[tallied(outcomes), ...reasons].join("; ")}`];
}

function tallied(outcomes) {
  const groups = Object.entries(Object.groupBy(outcomes, ({ status }) => status));
  return groups.map(([status, some]) => `${some.length} ${status}`).join(", ");
}

/** Send one file; only XMLHttpRequest tells how much has gone. */
async function send(file, name, onProgress) {
  for (;;) {
    const { status, text } = await sent(file, name, onProgress);
    const outcomes = status === 200 || status === 422 ? outcomesIn(text) : null;
    if (outcomes) return outcomes;
    if (status !== 401) throw faultOf(status, text);
    await askForKey();
  }
}

/** What became of each article; where all failed it stands beside the error. */
function outcomesIn(text) {
  try {
    return JSON.parse(text).outcomes;
  } catch {
    return null;
  }
}

function sent(file, name, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("files", file, name);
    request.open("POST", "/v1/articles");
    for (const [header, value] of Object.entries(keyHeaders())) request.setRequestHeader(header, value);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.upload.addEventListener("load", () => onProgress(1));
    request.addEventListener("load", () => resolve({ status: request.status, text: request.responseText }));
    request.addEventListener("error", () => reject(new Error("the connection broke off: drop it again")));
    request.send(body);
  });
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
