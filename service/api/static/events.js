// Server-sent events of a fetched stream.

import { reached } from "./api.js";

/** The events of a body, as `{name, data}` with the data parsed; comments are passed over. */
export async function* events(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reached(reader.read());
      if (done) {
        isOver = true;
        return;
      }
      const frames = (rest + decoder.decode(value, { stream: true })).replaceAll("\r\n", "\n").split("\n\n");
      rest = frames.pop();
      for (const frame of frames) {
        const event = parsed(frame);
        if (event) yield event;
      }
    }
  } finally {
    if (!isOver) reader.cancel().catch(() => {}); // one that broke has nothing left to cancel
  }
}

function parsed(frame) {
  let name = "message";
  const data = [];
  for (const line of frame.split("\n")) {
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === "event") name = value;
    if (field === "data") data.push(value);
  }
  return data.length ? { name, data: JSON.parse(data.join("\n")) } : null;
}
