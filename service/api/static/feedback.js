// Thumbs up and down, with a reason.

import { post } from "./api.js";
import { el, show } from "./dom.js";
import { icon } from "./icons.js";

const REASONS = [
  "A source does not say this",
  "It does not answer the question",
  "Something is missing or out of date",
  "It should have been refused, or should not have been",
];
let made = 0;

/** Two thumbs; pressing one asks for the reason and then tells the service. */
export function feedbackButtons(answer) {
  const place = el("div", { class: "feedback-place" });
  const thumbs = ["up", "down"].map((rating) => thumb(rating, () => open(rating)));
  function open(rating) {
    press(thumbs, rating);
    show(place, form(answer, rating, () => close()));
    place.querySelector("input, textarea").focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  }
  function close() {
    press(thumbs, null);
    show(place);
    thumbs[0].focus();
  }
  return { thumbs, place };
}

function thumb(rating, onclick) {
  const label = rating === "up" ? "Good answer" : "Bad answer";
  return el(
    "button",
    { class: "quiet thumb", type: "button", "aria-pressed": "false", "data-rating": rating, "aria-label": label, title: label, onclick },
    icon(rating),
  );
}

function press(thumbs, rating) {
  for (const each of thumbs) each.setAttribute("aria-pressed", String(each.dataset.rating === rating));
}

function form(answer, rating, onCancel) {
  const id = `feedback-${++made}`;
  const comment = el("textarea", { id, rows: "2", maxlength: "1500" });
  const fault = el("p", { class: "fault", role: "alert" });
  const body = el(
    "form",
    { class: "feedback" },
    rating === "down" && choices(id),
    el("label", { for: id }, rating === "down" ? "More, if you like" : "What was good about it, if you like"),
    comment,
    fault,
    el(
      "div",
      { class: "row" },
      el("button", { class: "primary", type: "submit" }, "Send"),
      el("button", { type: "button", onclick: onCancel }, "Cancel"),
    ),
  );
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = new FormData(body).get("reason");
    send(answer, rating, [chosen, comment.value.trim()], body, fault);
  });
  return body;
}

function choices(id) {
  return el(
    "fieldset",
    {},
    el("legend", {}, "What is wrong with it?"),
    REASONS.map((reason) =>
      el("label", {}, el("input", { type: "radio", name: "reason", value: reason, id: `${id}-${REASONS.indexOf(reason)}` }), reason),
    ),
  );
}

async function send(answer, rating, reasons, body, fault) {
  const reason = reasons.filter(Boolean).join(": ") || null;
  try {
    await post(`/v1/answers/${encodeURIComponent(answer.id)}/feedback`, { rating, reason });
    body.replaceWith(el("p", { class: "note", role: "status" }, "Thank you: the service has kept this beside the answer."));
  } catch (problem) {
    fault.textContent = `Not sent. ${problem.message}`;
  }
}
