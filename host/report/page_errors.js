"use strict";
// Before all other scripts: what goes wrong is counted in <html data-errors> and shown on the page.
(() => {
  const root = document.documentElement;
  const found = [];
  root.dataset.errors = "0";
  const show = () => {
    const place = document.getElementById("errors");
    if (!place) return;
    place.hidden = found.length === 0;
    place.replaceChildren(...found.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  };
  const note = (text) => {
    found.push(String(text));
    root.dataset.errors = String(found.length);
    show();
  };
  addEventListener("error", (event) => note(event.message || "a part of the page could not be loaded"), true);
  addEventListener("unhandledrejection", (event) => note(event.reason));
  addEventListener("securitypolicyviolation", (event) => note(`refused: ${event.violatedDirective} ${event.blockedURI}`));
  addEventListener("DOMContentLoaded", show);
  const print = console.error.bind(console);
  console.error = (...parts) => {
    print(...parts);
    note(parts.join(" "));
  };
})();
