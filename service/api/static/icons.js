// The few drawings: verdicts and thumbs.

import { drawn } from "./dom.js";

const PATHS = {
  supported: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1m3.6 4.9-4.2 5.2a.8.8 0 0 1-1.2 0L4.3 9l1.1-1.1 1.3 1.4 3.7-4.5z",
  partial: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1m0 1.6v10.8A5.4 5.4 0 0 1 8 2.6",
  unsupported: "M8 1.2 15.3 14H.7zM8 4.3 3.3 12.5h9.4z M7.3 7h1.4v2.800H7.3zm0 3.400h1.4v1.3H7.3z",
  up: "M1.5 7H4v7H1.5zM5 7l3-6c1.200 0 2 .8 1.7 2.200L9.200 6H13c1 0 1.7.9 1.4 1.900l-1.3 4.900c-.2.700-.8 1.200-1.600 1.200H5z",
  down: "M1.5 2H4v7H1.5zM5 9l3 6c1.200 0 2-.8 1.7-2.200L9.200 10H13c1 0 1.7-.9 1.4-1.900l-1.3-4.900C12.900 2.500 12.300 2 11.5 2H5z",
};

/** A drawing of `PATHS`; what it means has to stand beside it in words. */
export function icon(name) {
  return drawn(
    "svg",
    { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true", focusable: "false" },
    drawn("path", { d: PATHS[name], "fill-rule": "evenodd" }),
  );
}
