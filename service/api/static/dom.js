// Elements from data. Text is only ever text: there is no way to pass markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, listeners (`onclick: f`) and children; strings become text. */
export function el(name, props = {}, ...children) {
  return fill(document.createElement(name), props, children);
}

/** An element of a drawing. */
export function drawn(name, props = {}, ...children) {
  return fill(document.createElementNS(SVG, name), props, children);
}

/** Put these in the place of all that a node holds. */
export function show(node, ...children) {
  node.replaceChildren(...shown(children));
}

/** A path of this service, or "#" for anything else. */
export function ownPath(path) {
  return typeof path === "string" && /^\/(?![/\\])/.test(path) ? path : "#";
}

/** A web address that may be linked to, or null. */
export function webAddress(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...shown(children));
  return node;
}

/** Children as one list, without those that a condition left out. */
function shown(children) {
  return children.flat(Infinity).filter((child) => child != null && child !== false);
}
