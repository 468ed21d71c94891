// Characters as the archive counts them: code points, where JavaScript counts UTF-16 units.

/** A text cut at `start` and `end`: before, within, after. */
export function cut(text, start, end) {
  const points = Array.from(text);
  const from = Math.max(0, start);
  const to = Math.max(from, end);
  const part = (a, b) => points.slice(a, b).join("");
  return [part(0, from), part(from, to), part(to)];
}
