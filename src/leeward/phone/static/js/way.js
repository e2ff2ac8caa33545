// A way opened by itself, outside a pause: nothing is asked and nothing is kept.
import { play } from "./steps.js";

const root = document.querySelector("[data-player]");
play(root, () => {
  root.hidden = true;
  const after = document.querySelector("[data-after]");
  after.hidden = false;
  after.focus();
});
