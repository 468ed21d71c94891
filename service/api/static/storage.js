// What this browser keeps for the page, or, where it is told to keep nothing, what the tab does.

/** A storage like the browser's own that lives as long as the page. */
class Memory {
  #kept = new Map();
  getItem = (key) => this.#kept.get(key) ?? null;
  setItem = (key, value) => this.#kept.set(key, value);
  removeItem = (key) => this.#kept.delete(key);
  keys = () => [...this.#kept.keys()];
}

/** The browser's storage, if it lets itself be used. */
function usable(name) {
  try {
    const storage = globalThis[name];
    storage.getItem("");
    return {
      getItem: (key) => storage.getItem(key),
      setItem: (key, value) => storage.setItem(key, value),
      removeItem: (key) => storage.removeItem(key),
      keys: () => Object.keys(storage),
    };
  } catch {
    return new Memory();
  }
}

export const local = usable("localStorage");
export const session = usable("sessionStorage");
