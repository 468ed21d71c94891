// How articles, dates and counts are put into words.

const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** `2019-06-21` as "21 June 2019". */
export function day(iso) {
  return iso ? DAY.format(new Date(`${iso}T00:00:00Z`)) : "date unknown";
}

/** A UTC moment as the reader's clock shows it. */
export function moment(iso) {
  return MOMENT.format(new Date(/(Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`));
}

/** Outlet, or that it is unknown. */
export function outlet(article) {
  return article.outlet ?? "Unknown outlet";
}

/** Where a citation is from, in one line. */
export function sourceLine({ article, paragraph }) {
  return `${outlet(article)}, ${article.title}, ${day(article.published)}, paragraph ${paragraph}`;
}

/** "1 article", "5 articles". */
export function count(number, noun) {
  return `${number.toLocaleString("en-GB")} ${noun}${number === 1 ? "" : "s"}`;
}

/** A quote in quotation marks, unless it has its own. */
export function quoted(text) {
  return /[“”"]/.test(text) ? text : `“${text}”`;
}

/** The filters of a question in words; empty when there are none. */
export function scope({ outlets = [], articles = [], since, until } = {}) {
  return [
    articles.length > 0 && count(articles.length, "article"),
    outlets.length > 0 && outlets.join(", "),
    since && `from ${day(since)}`,
    until && `to ${day(until)}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Text as it is searched for: no case, no diacritics. */
export function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ı", "i").toLowerCase();
}
