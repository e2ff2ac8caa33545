// The pause: one thing at a time, every step skippable, each answer sealed as it is given.
import { keep } from "./keep.js";
import { play } from "./steps.js";
import { newId } from "./seal.js";
import { showWaiting } from "./shell.js";
import { SITE } from "./site.js";

const main = document.querySelector("main");
const screens = [...main.querySelectorAll("[data-screen]")];
const pause = newId();
const begun = Date.now();
const known = { distress: undefined, urge: undefined, need: undefined, way: "", choice: undefined };
let started = 0;

// Nothing here waits for the shelf, and an unpaired phone pauses just as well.
let shelf = Promise.resolve();
const note = (kind, body) => {
  const entry = { id: kind === "pause_started" ? pause : newId(), kind, body, at: new Date() };
  shelf = shelf.then(() => keep(pause, [entry])).catch(() => undefined).then(showWaiting);
};

const show = (name) => {
  for (const screen of screens) screen.hidden = screen.dataset.screen !== name;
  const screen = screens.find((one) => one.dataset.screen === name);
  main.dataset.at = name;
  screen.focus({ preventScroll: true });
  scrollTo(0, 0);
};

const rated = (screen, name) => {
  const stone = screen.querySelector(`input[name="${name}"]:checked`);
  return stone && stone.value !== "" ? Number(stone.value) : undefined;
};
const screenOf = (name) => screens.find((one) => one.dataset.screen === name);

const given = (body) => Object.values(body).some((value) => value !== undefined && value.length !== 0);
const answered = (step, body, skipped = !given(body)) => note("step_answered", { pause, step, skipped, ...body });

const LEAVE = {
  // Shorter than one breath counts as passed over.
  breathe: () => answered("breathe", {}, Date.now() - begun < SITE.breath_seconds * 1000),
  name: (screen) => {
    const emotions = [...screen.querySelectorAll('input[name="emotions"]:checked')].map((box) => box.value);
    answered("name", { emotions });
  },
  rate: (screen) => {
    known.distress = rated(screen, "distress");
    known.urge = rated(screen, "urge");
    answered("rate", { distress: known.distress, urge: known.urge });
  },
};
const FOLLOWS = { breathe: "name", name: "rate", rate: "need" };

function offer(need) {
  known.need = need;
  answered("need", { need });
  const order = SITE.order[need] ?? [];
  const shown = order.slice(0, 3);
  if (shown.length)
    note("way_offered", {
      pause,
      ways: shown,
      eligible: order,
      propensities: order.map((_, i) => (i === 0 ? 1 : 0)),
      seed: 0,
      policy: SITE.policy,
      randomised: false,
      need,
      distress: known.distress,
    });
  const list = screenOf("choose").querySelector("[data-ways]");
  for (const id of [...order].reverse()) list.prepend(list.querySelector(`[data-way="${id}"]`));
  for (const card of list.children) card.hidden = !shown.includes(card.dataset.way);
  list.closest("[data-offer]").hidden = shown.length === 0;
  show("choose");
}

function choose(choice, way = "") {
  known.choice = choice;
  known.way = way;
  started = Date.now();
  answered("choose", { choice, way: way || undefined });
  if (!way) return show(choice === "wait" ? "wait" : "after");
  const player = document.getElementById(`way-${way}`).content.cloneNode(true);
  const place = screenOf("way").querySelector("[data-place]");
  place.replaceChildren(player);
  show("way");
  return play(place, (early) => {
    known.early = early;
    show("after");
  });
}

function end(ending) {
  const screen = screenOf("after");
  const after = Object.fromEntries(
    ["distress", "urge", "need_met", "freer"].map((name) => [name, rated(screen, `${name}_after`)]),
  );
  if (known.way)
    note("practice", {
      practice: known.way,
      pause,
      need: known.need,
      seconds: Math.min(86400, Math.round((Date.now() - started) / 1000)),
      distress_before: known.distress,
      distress_after: after.distress,
      urge_before: known.urge,
      urge_after: after.urge,
      need_met: after.need_met,
      freer: after.freer,
      stopped_early: Boolean(known.early),
    });
  note("pause_ended", {
    pause,
    ending,
    choice: known.choice,
    way: known.way || undefined,
    ...after,
    seconds: Math.min(86400, Math.round((Date.now() - begun) / 1000)),
  });
  const worse = after.distress !== undefined && known.distress !== undefined && after.distress - known.distress >= 2;
  screenOf("done").querySelector("[data-worse]").hidden = !worse;
  show("done");
}

main.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const at = main.dataset.at;
  if ("go" in button.dataset) {
    LEAVE[at](screenOf(at));
    show(FOLLOWS[at]);
  } else if ("need" in button.dataset) offer(button.dataset.need);
  else if ("way" in button.dataset) choose("practice", button.dataset.way);
  else if ("choice" in button.dataset) choose(button.dataset.choice);
  else if ("more" in button.dataset) {
    for (const card of screenOf("choose").querySelectorAll("[data-way]")) card.hidden = false;
    button.hidden = true;
  } else if ("waited" in button.dataset) show("after");
  else if ("end" in button.dataset) end(button.dataset.end);
});

// Going on waits for the last seal, a few hundredths of a second; leaving waits for nothing.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]:not([data-exit])");
  if (!link || link.origin !== location.origin || event.defaultPrevented) return;
  event.preventDefault();
  shelf.then(() => location.assign(link.href));
});

const wait = screenOf("wait");
let until = 0;
const face = wait.querySelector("[data-face]");
new MutationObserver(() => {
  if (!wait.hidden && !until) until = Date.now() + 600e3;
}).observe(wait, { attributeFilter: ["hidden"] });
setInterval(() => {
  if (!until) return;
  const left = Math.max(0, Math.round((until - Date.now()) / 1000));
  face.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : face.dataset.say;
}, 500);

note("pause_started", { locked: true });
show("breathe");
