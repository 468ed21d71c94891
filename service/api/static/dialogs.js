// Questions that the page asks its reader: are you sure, and what name.

import { el } from "./dom.js";

/** Whether the reader agrees to what cannot be undone; a hasty Enter does not. */
export function confirmed({ title, text, action }) {
  const words = el("p", { dir: "auto" }, text);
  return asked(title, [words], action, () => true, { isRisky: true });
}

/** The text that the reader gave, or null when they thought better of it. */
export function named({ title, label, value, action }) {
  const input = el("input", { id: "dialog-input", required: true, maxlength: "120" });
  input.value = value;
  const fields = [el("label", { for: "dialog-input" }, label), input];
  return asked(title, fields, action, () => input.value.trim() || null);
}

function asked(title, fields, action, answer, { isRisky = false } = {}) {
  return new Promise((resolve) => {
    const dialog = el(
      "dialog",
      { "aria-labelledby": "dialog-title" },
      el(
        "form",
        { method: "dialog" },
        el("h2", { id: "dialog-title" }, title),
        fields,
        el(
          "div",
          { class: "row" },
          el("button", { class: "primary", type: "submit", value: "yes" }, action),
          el("button", { type: "submit", value: "", formnovalidate: true, autofocus: isRisky }, "Cancel"),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? answer() : null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
