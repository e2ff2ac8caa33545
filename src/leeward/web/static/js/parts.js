// Small comforts: the toast leaves by itself, problems get the focus, words show their strength, sliders say where they stand.
(() => {
  "use strict";
  const dress = (root) => {
    for (const toast of root.querySelectorAll("[data-toast]")) {
      const gone = () => (toast.matches(":hover, :focus-within") ? setTimeout(gone, 2000) : toast.classList.add("gone"));
      setTimeout(gone, 10000);
    }
    root.querySelector("[data-focus]")?.focus();
    for (const field of root.querySelectorAll("[data-zone]"))
      field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    for (const slider of root.querySelectorAll("input[type=range]")) {
      const told = slider.parentElement.querySelector("output");
      const tell = () => (told.textContent = slider.value === told.dataset.usual ? told.dataset.now : told.dataset.of.replace("0", slider.value));
      if (told) slider.addEventListener("input", tell);
    }
    for (const button of root.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
  };
  dress(document);
  // htmx notes the path of the page; the browser is to keep nothing at all.
  sessionStorage.clear();
  // Only where pages were put on this device: take in what was sealed there.
  if (navigator.serviceWorker?.controller) import("./drain.js").then((drain) => drain.contact()).catch(() => undefined);
  document.addEventListener("htmx:afterSwap", (event) => dress(event.detail.elt));
})();
