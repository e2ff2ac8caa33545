// One way, step by step: one thing on screen, a breath in words, time that goes on while away.
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function breath(step, cue) {
  const phases = JSON.parse(step.dataset.pattern);
  const whole = phases.reduce((sum, [, seconds]) => sum + seconds, 0) * 1000;
  const start = Date.now();
  const beat = () => {
    let into = (Date.now() - start) % whole;
    for (const [word, seconds] of phases) {
      if (into < seconds * 1000) {
        const text = cue.getAttribute(`data-say-${word.replace(" ", "-")}`) ?? word;
        if (cue.textContent !== text) cue.textContent = text;
        return;
      }
      into -= seconds * 1000;
    }
  };
  beat();
  const timer = setInterval(beat, 100);
  return () => clearInterval(timer);
}

function countdown(step, face) {
  const end = Date.now() + Number(step.dataset.seconds) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.round((end - Date.now()) / 1000));
    face.textContent = left ? clock(left) : face.dataset.say;
  };
  tick();
  const timer = setInterval(tick, 500);
  return () => clearInterval(timer);
}

// `finish(early)` is called once: at the last step, or when it was stopped before.
export function play(root, finish) {
  const steps = [...root.querySelectorAll("[data-step]")];
  const next = root.querySelector("[data-next]");
  const onward = next.textContent;
  const stop = root.querySelector("[data-stop]");
  let place = -1;
  let quiet = () => undefined;
  const show = (number) => {
    quiet();
    quiet = () => undefined;
    place = number;
    steps.forEach((step, i) => (step.hidden = i !== place));
    const step = steps[place];
    const face = step.querySelector("[data-face]");
    if (step.dataset.pattern) quiet = breath(step, face);
    else if (step.dataset.seconds) quiet = countdown(step, face);
    next.textContent = place === steps.length - 1 ? next.dataset.sayLast : onward;
    step.focus();
  };
  next.addEventListener("click", () => {
    if (place < steps.length - 1) return show(place + 1);
    quiet();
    return finish(false);
  });
  stop?.addEventListener("click", () => {
    quiet();
    finish(true);
  });
  show(0);
}
