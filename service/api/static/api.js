// Calls to the service, with its key and its one error shape.

import { askForKey, keyHeaders } from "./key.js";

/** The service said no, in its own words. */
export class Fault extends Error {
  constructor(status, { code, message, retryable }) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryable = retryable;
  }
}

/** No answer came, or it broke off. */
export class Unreachable extends Error {
  constructor(message = "The service cannot be reached.") {
    super(message);
    this.code = "unreachable";
    this.retryable = true;
  }
}

/** The body of a JSON route. */
export async function get(path) {
  return (await call("GET", path)).json();
}

/** The response to a JSON body. */
export function post(path, body, { signal } = {}) {
  return call("POST", path, { body: JSON.stringify(body), type: "application/json", signal });
}

/** Remove what is at a path. */
export function remove(path) {
  return call("DELETE", path);
}

/** The fault in a response's text, whatever wrote it. */
export function faultOf(status, text) {
  try {
    const { code, message, retryable } = JSON.parse(text).error;
    return new Fault(status, { code, message: String(message), retryable: retryable === true });
  } catch {
    const message = `The service answered with status ${status}.`;
    return new Fault(status, { code: "http_error", message, retryable: status >= 500 });
  }
}

async function call(method, path, { body, type, signal } = {}) {
  for (;;) {
    const headers = { ...keyHeaders(), ...(type && { "Content-Type": type }) };
    const response = await reached(fetch(path, { method, headers, body, signal }));
    if (response.ok) return response;
    if (response.status !== 401) throw faultOf(response.status, await reached(response.text()));
    await askForKey();
  }
}

/** What was fetched; a failure of the network gets its own name, an abort keeps its own. */
export async function reached(promise) {
  try {
    return await promise;
  } catch (fault) {
    throw fault.name === "AbortError" ? fault : new Unreachable();
  }
}
