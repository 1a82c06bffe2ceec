"use strict";
// Tabs as the ARIA Authoring Practices Guide has them: arrows, Home and End move and show. The address names the tab that is
// shown (#view-2), without being the place of an element, to which browsers would scroll. Panels that are not shown keep their
// width, so that charts are drawn in them, and are seen on paper.
(() => {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  if (!tabs.length) return;
  const panel = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const address = (tab) => `#view-${tabs.indexOf(tab) + 1}`;

  function show(tab) {
    for (const other of tabs) {
      const shown = other === tab;
      other.setAttribute("aria-selected", String(shown));
      other.tabIndex = shown ? 0 : -1;
      panel(other).classList.toggle("away", !shown);
    }
  }

  function choose(tab) {
    show(tab);
    tab.focus();
    try {
      history.replaceState(null, "", address(tab));
    } catch {
      // A page that is shown inside of another, as in a notebook, has no address of its own.
    }
  }

  const steps = { ArrowRight: (i) => i + 1, ArrowLeft: (i) => i - 1 + tabs.length, Home: () => 0, End: () => tabs.length - 1 };
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      if (!(event.key in steps)) return;
      event.preventDefault();
      choose(tabs[steps[event.key](i) % tabs.length]);
    });
  });
  const named = () => tabs.find((tab) => address(tab) === location.hash);
  addEventListener("hashchange", () => named() && show(named()));
  show(named() ?? tabs[0]);
})();
