// The theme that the reader chose, set before anything is painted.
(() => {
  const NAMES = ["auto", "light", "dark"];
  const root = document.documentElement;

  function apply(name) {
    if (name === "auto") delete root.dataset.theme;
    else root.dataset.theme = name;
  }

  function chosen() {
    try {
      const name = localStorage.getItem("nutgraf.theme");
      return NAMES.includes(name) ? name : "auto";
    } catch {
      return "auto"; // storage is switched off: the system's theme it is
    }
  }

  function choose(name) {
    apply(name);
    try {
      localStorage.setItem("nutgraf.theme", name);
    } catch {
      // chosen for this page only
    }
  }

  apply(chosen());
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    let name = chosen();
    const show = () => {
      document.getElementById("theme-name").textContent = name;
      button.setAttribute("aria-label", `Theme: ${name}`);
    };
    button.addEventListener("click", () => {
      name = NAMES[(NAMES.indexOf(name) + 1) % NAMES.length];
      choose(name);
      show();
    });
    show();
  });
})();
