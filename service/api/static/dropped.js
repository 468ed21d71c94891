// The files of a drop, those in folders too, named with their path.

/**
 * All dropped files as `{file, name}`, and how many of those in folders were left out: hidden
 * ones, and those whose name does not end as one of `suffixes`.
 */
export async function dropped(transfer, suffixes) {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return { files: Array.from(transfer.files, (file) => ({ file, name: file.name })), leftOut: 0 };
  const found = (await Promise.all(entries.map(filesOf))).flat();
  const files = found.filter(({ name }) => !name.includes("/") || isArticle(name.toLowerCase(), suffixes));
  return { files, leftOut: found.length - files.length };
}

function isArticle(path, suffixes) {
  return !path.split("/").some((part) => part.startsWith(".")) && suffixes.some((suffix) => path.endsWith(suffix));
}

async function filesOf(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: entry.fullPath.replace(/^\//, "") }];
  }
  const inside = await entriesOf(entry.createReader());
  return (await Promise.all(inside.map(filesOf))).flat();
}

/** A folder's entries; a reader gives at most a hundred at a time. */
async function entriesOf(reader) {
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
