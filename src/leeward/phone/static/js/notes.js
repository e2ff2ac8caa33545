// The three forms: how it is, a pull, looking back. What was filled in leaves this page sealed.
import { keep, saying } from "./keep.js";
import { newId } from "./seal.js";
import { showWaiting } from "./shell.js";
import { SITE } from "./site.js";

const form = document.querySelector("form[data-kind]");
const problem = document.querySelector("[data-problem]");
const saved = document.querySelector("[data-saved]");
// Made with the page: a second press of Save is the same entry.
let ids = [newId(), newId()];

const scale = (data, name) => (data.get(name) ? Number(data.get(name)) : undefined);
const word = (data, name) => data.get(name)?.trim() || undefined;

const triggers = (data) => {
  const marks = data.getAll("triggers").map((name) => ({
    name,
    trigger_class: SITE.trigger_class[name],
    strength: scale(data, `triggers-${name}`),
  }));
  const other = word(data, "other_trigger");
  return other ? [...marks, { name: other, trigger_class: "other" }] : marks;
};

const BODIES = {
  check_in: (data) => ({
    distress: scale(data, "distress"),
    urge: scale(data, "urge"),
    security: scale(data, "security"),
    need: word(data, "need"),
    emotions: data.getAll("emotions"),
    triggers: triggers(data),
    note: word(data, "note"),
  }),
  urge: (data) => ({
    strength: scale(data, "strength"),
    outcome: word(data, "outcome"),
    way: word(data, "way"),
    need: word(data, "need"),
    note: word(data, "note"),
  }),
  episode: (data) => ({ kind: word(data, "kind") }),
};

const backBody = (data, episode) => ({
  episode,
  distress_before: scale(data, "distress_before"),
  distress_after: scale(data, "distress_after"),
  coping: scale(data, "coping"),
  note: word(data, "note"),
});

export function whenIt(data, now = new Date()) {
  const hours = { hour: 1, three: 3 }[data.get("when")];
  if (hours) return new Date(now - hours * 3600e3);
  if (data.get("when") === "night") return new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, 23);
  return data.get("at") ? new Date(data.get("at")) : now;
}

const told = (value) => value !== undefined && (!Array.isArray(value) || value.length > 0);

function tell(name) {
  problem.textContent = problem.dataset[name];
  problem.hidden = false;
  problem.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.hidden = true;
  const data = new FormData(form, event.submitter);
  const kind = form.dataset.kind;
  const at = whenIt(data);
  if (Number.isNaN(at.getTime()) || at > new Date()) return tell("sayAhead");
  if (kind === "episode" && !data.get("kind")) return tell("sayKind");
  const body = BODIES[kind](data);
  if (!Object.values(body).some(told)) return tell("sayEmpty");
  const entries = [{ id: ids[0], kind, body, at }];
  if (kind === "episode") entries.push({ id: ids[1], kind: "look_back", body: backBody(data, ids[0]), at: new Date() });
  try {
    await keep(ids[0], entries);
  } catch (error) {
    return tell(saying(error));
  }
  ids = [newId(), newId()];
  form.reset();
  form.hidden = true;
  saved.hidden = false;
  saved.focus();
  return showWaiting();
});
