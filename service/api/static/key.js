// The service's key: asked for when the service asks, kept until the tab is closed.

import { el } from "./dom.js";
import { session } from "./storage.js";

const NAME = "nutgraf.key";
let asking = null;

/** The headers that carry the key, if there is one. */
export function keyHeaders() {
  const key = session.getItem(NAME);
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/** Ask for the key; several that need it at once wait for one answer. */
export function askForKey() {
  asking ??= new Promise((resolve) => open(resolve)).finally(() => (asking = null));
  return asking;
}

/** Show the button that forgets the key, while there is one. */
export function offerToForget() {
  const button = document.getElementById("forget-key");
  button.hidden = !session.getItem(NAME);
  button.onclick = () => {
    session.removeItem(NAME);
    location.reload();
  };
}

function open(resolve) {
  const wasWrong = session.getItem(NAME) !== null;
  session.removeItem(NAME);
  const input = el("input", {
    id: "key",
    type: "password",
    autocomplete: "current-password",
    required: true,
    "aria-describedby": "key-note",
  });
  const screen = el(
    "dialog",
    { class: "screen-dialog", "aria-labelledby": "key-title", oncancel: (e) => e.preventDefault() },
    el(
      "form",
      { method: "dialog" },
      el("h2", { id: "key-title" }, "This archive asks for a key"),
      wasWrong && el("p", { class: "fault", role: "alert" }, "That key was not accepted."),
      el("label", { for: "key" }, "Key"),
      input,
      el(
        "p",
        { class: "note", id: "key-note" },
        "Whoever runs this service has it. It is kept until this tab is closed, and sent to this service only.",
      ),
      el("button", { class: "primary", type: "submit" }, "Open the archive"),
    ),
  );
  screen.addEventListener("close", () => {
    session.setItem(NAME, input.value.trim());
    screen.remove();
    offerToForget();
    resolve();
  });
  document.body.append(screen);
  screen.showModal();
}
