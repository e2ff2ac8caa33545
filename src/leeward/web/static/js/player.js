// Players: one step at a time, clocks that survive a hidden tab, and nothing kept in the browser.
import { pace } from "./pace.js";
import { drawWave } from "./wave.js";

const CLIPBOARD_MS = 60_000;
let ends = [];
const each = (root, query, act) => root.querySelectorAll(query).forEach(act);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

const chosen = (root, name) => root.querySelector(`input[name="${name}"]:checked`)?.value ?? "";

const breath = (form) => {
  const player = form.querySelector("[data-pace]");
  const hold = form.querySelector(".hold");
  ends.push(
    pace(player, JSON.parse(player.dataset.pace), {
      held: () => hold.checked,
      follow: () => chosen(form, "follow"),
    }),
  );
};

// A countdown by the wall clock: it is right again after the page was left. Held time does not count.
const count = (step, { held, length, ended, show }) => {
  let used = 0;
  let last = Date.now();
  let over = false;
  const beat = setInterval(() => {
    const now = Date.now();
    if (!held()) used += now - last;
    last = now;
    const left = length() - used / 1000;
    show(Math.max(0, left));
    if (left <= 0 && !over) {
      over = true;
      ended();
    }
  }, 250);
  show(length());
  return () => clearInterval(beat);
};

const wave = (form) => {
  const picture = form.querySelector("[data-wave]");
  if (!picture) return;
  const began = Date.now();
  const points = new Map();
  each(form, '[name^="wave-"]', (stone) =>
    stone.addEventListener("change", () => {
      if (stone.value === "") points.delete(stone.name);
      else points.set(stone.name, [Math.round((Date.now() - began) / 1000), Number(stone.value)]);
      const course = [...points.values()].sort((a, b) => a[0] - b[0]);
      form.querySelector('[name="course"]').value = course.map((p) => p.join(":")).join(" ");
      if (course.length) drawWave(picture, course);
    }),
  );
};

const words = (form) => {
  each(form, "[data-fill]", (set) => {
    const field = form.querySelector(`#${set.dataset.fill}`);
    set.addEventListener("change", (event) => {
      field.value = event.target.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
  const plan = form.querySelector("[data-plan]");
  if (plan) {
    const parts = ["plan_if", "plan_then"].map((id) => form.querySelector(`#${id}`));
    form.addEventListener("input", () => {
      plan.textContent = parts.map((part) => part.value).filter(Boolean).join(" … ").replaceAll("… …", "…");
    });
  }
  each(form, "[data-copy]", (button) =>
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(form.querySelector(`#${button.dataset.copy}`).value);
      const copied = form.querySelector("[data-copied]");
      copied.textContent = copied.dataset.say;
      setTimeout(() => navigator.clipboard.writeText("").catch(() => undefined), CLIPBOARD_MS);
    }),
  );
  // Words that are to be deleted never leave the page.
  form.addEventListener("submit", () => {
    if (chosen(form, "keep") !== "keep") each(form, '[name="words"], [name^="plan_"]', (field) => (field.disabled = true));
  });
};

const guide = (form) => {
  const steps = [...form.querySelectorAll("[data-step]")];
  const after = form.querySelector("[data-after]");
  const next = form.querySelector("[data-next]");
  const onward = next.textContent;
  const hold = form.querySelector(".hold");
  const held = () => hold.checked;
  const follow = () => chosen(form, "follow");
  let at = -1;
  let stopNow = () => undefined;
  ends.push(() => stopNow());

  const wanted = (step) => {
    const region = step.dataset.region;
    const box = region && form.querySelector(`[name="region"][value="${region}"]`);
    return !box || box.checked;
  };

  const finish = () => {
    stopNow();
    steps.forEach((step) => step.classList.remove("now"));
    form.classList.add("ending");
    after.classList.add("now");
    after.focus();
  };

  const enter = (step) => {
    const length = Number(step.dataset.seconds) || 0;
    const kind = step.dataset.kind;
    const face = step.querySelector("[data-clock]");
    const player = step.querySelector("[data-pace]");
    const parts = [];
    each(form, ".cairnstone", (stone) =>
      stone.classList.toggle("here", stone.querySelector("input").value === step.dataset.region),
    );
    if (player) {
      const told = JSON.parse(player.dataset.pace);
      let rhythm = chosen(form, "rhythm");
      const pattern = () => {
        const pair = rhythm.split("-").map(Number);
        return pair.length === 2 ? told.map(([word], i) => [word, pair[i]]) : told;
      };
      let run = pace(player, pattern(), { held, follow });
      const change = () => {
        rhythm = chosen(form, "rhythm");
        run();
        run = pace(player, pattern(), { held, follow });
      };
      each(form, '[name="rhythm"]', (radio) => (radio.onchange = change));
      parts.push(() => run());
    }
    if (length) {
      const set = () => Number(chosen(step, "minutes") || chosen(step, "length")) * 60 || length;
      parts.push(
        count(step, {
          held,
          length: set,
          show: (left) => face && (face.textContent = clock(left)),
          ended: () => {
            if (kind === "timer") {
              if (face) face.textContent = face.dataset.say;
            } else if (kind !== "write") go(at + 1);
          },
        }),
      );
    }
    return () => parts.forEach((end) => end());
  };

  const go = (to) => {
    stopNow();
    let place = to;
    while (place < steps.length && !wanted(steps[place])) place += 1;
    if (place >= steps.length) {
      finish();
      return;
    }
    at = place;
    steps.forEach((step, i) => step.classList.toggle("now", i === at));
    stopNow = enter(steps[at]);
    if (to > 0) steps[at].focus({ preventScroll: true });
    next.textContent = at + 1 < steps.length ? onward : next.dataset.sayLast;
  };

  form.classList.add("live");
  next.addEventListener("click", () => go(at + 1));
  form.querySelector("[data-done]").addEventListener("click", (event) => {
    event.preventDefault();
    finish();
  });
  if (steps.length) go(0);
  else finish();
};

const dress = (root) => {
  ends.forEach((end) => end());
  ends = [];
  each(root, "[data-js]", (part) => part.removeAttribute("hidden"));
  each(root, ".dotbtn", (dot) =>
    dot.addEventListener("click", () => dot.setAttribute("aria-pressed", dot.getAttribute("aria-pressed") !== "true")),
  );
  const form = root.querySelector("[data-player]");
  if (form) {
    wave(form);
    words(form);
    guide(form);
  } else if (root.querySelector("[data-pace]")) breath(root.querySelector("#flow"));
};

dress(document);
document.addEventListener("htmx:afterSettle", () => {
  // Only the body was swapped: what may stay at the lock is said anew for the page now shown.
  document.documentElement.toggleAttribute("data-stay", Boolean(document.querySelector("#flow, #play")));
  dress(document);
  document.querySelector("#main")?.focus({ preventScroll: true });
});
