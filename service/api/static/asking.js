// One question, asked over a stream.

import { faultOf, post, Unreachable } from "./api.js";
import { events } from "./events.js";

const BROKEN_OFF = "The connection broke off before the answer was whole.";

/**
 * Ask, telling `on.meta` and `on.sentence` of what comes; the whole answer is returned.
 * A stream that ends otherwise than in one `done` throws.
 */
export async function ask(body, { on, signal }) {
  let answer = null;
  const response = await post("/v1/ask", { ...body, stream: true }, { signal });
  for await (const { name, data } of events(response.body)) {
    if (answer) break; // nothing may follow
    if (name === "meta") on.meta(data);
    else if (name === "sentence") on.sentence(data);
    else if (name === "done") answer = data;
    else if (name === "error") throw faultOf(200, JSON.stringify(data));
  }
  if (answer === null) throw new Unreachable(BROKEN_OFF);
  return answer;
}
