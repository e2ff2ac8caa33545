// Leaving, locking and hiding. Everything here has a way that works without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const drop = (path) =>
    fetch(path, { method: "POST", keepalive: true, redirect: "manual" }).catch(() => undefined);
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  let leaving = false;
  const leave = () => {
    if (leaving) return;
    leaving = true;
    const sheet = document.createElement("div");
    sheet.className = "overlay";
    document.body.replaceChildren(sheet);
    document.title = "";
    // The keys go first, but nobody waits longer than a fifth of a second for it.
    Promise.race([drop("/x"), wait(200)]).then(() => location.replace(root.dataset.exit || "/b"));
  };

  document.addEventListener("submit", (event) => {
    if (event.target.matches(".exitform")) {
      event.preventDefault();
      leave();
    }
  });

  let taps = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      taps = [];
      return;
    }
    const now = Date.now();
    taps = taps.filter((t) => now - t < 5000).concat(now);
    if (taps.length >= 3) leave();
  });

  // On touch: two quick taps in the top left corner. One tap still follows the link there.
  const corner = (touch) => touch.clientX < 64 && touch.clientY < 64;
  let first = 0;
  document.addEventListener(
    "click",
    (event) => {
      if (event.pointerType !== "touch" || !corner(event)) return;
      const link = event.target.closest("a[href]");
      event.preventDefault();
      if (Date.now() - first < 400) {
        leave();
        return;
      }
      first = Date.now();
      if (link) setTimeout(() => !leaving && Date.now() - first >= 400 && link.click(), 420);
    },
    true,
  );

  // A practice goes on when the journal locks: what it brings is then sealed, not read.
  const lock = () => drop("/lock").then(() => "stay" in root.dataset || location.replace("/"));
  const limit = Number(root.dataset.lock || 0) * 1000;
  if (limit) {
    let last = Date.now();
    let told = last;
    let locked = false;
    for (const kind of ["pointerdown", "keydown", "scroll"])
      document.addEventListener(kind, () => (last = Date.now()), { passive: true });
    setInterval(() => {
      if (leaving) return;
      if (Date.now() - last > limit && !locked) {
        locked = "stay" in root.dataset;
        lock();
      }
      // Somebody who writes for long does something too: the server counts minutes as well.
      if (last > told && Date.now() - told > 30000) {
        told = Date.now();
        const token = document.querySelector('input[name="_t"]')?.value ?? "";
        fetch("/still", { method: "POST", body: new URLSearchParams({ _t: token }) }).catch(() => undefined);
      }
    }, 5000);
  }

  document.addEventListener("visibilitychange", () => {
    const away = document.visibilityState === "hidden";
    root.classList.toggle("away", away);
    if (away && "hide" in root.dataset && !leaving) lock();
  });

  // A page brought back from memory may show what was locked since: ask the server again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.body.replaceChildren();
      location.reload();
    }
  });
})();
