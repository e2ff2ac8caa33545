// A rhythm to follow: by picture, words, sound or touch. Returns a function that ends it.
const HEIGHT = { in: 1, "top up": 1, tense: 1, out: 0, "let go": 0 };
const LOW = 0.42;
const RIDE = 84;

let audio;
const tone = (up, seconds) => {
  audio ??= new AudioContext();
  const start = audio.currentTime;
  const voice = audio.createOscillator();
  const gain = audio.createGain();
  voice.frequency.setValueAtTime(up ? 196 : 262, start);
  voice.frequency.linearRampToValueAtTime(up ? 262 : 196, start + seconds);
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.linearRampToValueAtTime(0.05, start + 0.4);
  gain.gain.linearRampToValueAtTime(0.0001, start + seconds);
  voice.connect(gain).connect(audio.destination);
  voice.start(start);
  voice.stop(start + seconds);
};

export const pace = (player, pattern, { held, follow }) => {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const swell = player.querySelector(".swell");
  const rider = player.querySelector(".rider");
  const cue = player.querySelector(".cue .in");
  const told = (name) => cue.parentElement.getAttribute(`data-say-${name.replace(" ", "-")}`) ?? name;
  const lead = cue.textContent;
  player.classList.add("driven");
  let moving = [];
  let at = -1;
  let left = 0;
  let level = 0;
  let shown = "";

  const move = (to, seconds) => {
    moving.forEach((m) => m.cancel());
    moving = [];
    const from = level;
    level = to;
    if (still.matches || !swell) return;
    const how = { duration: seconds * 1000, easing: "ease-in-out", fill: "both" };
    const scale = (l) => ({ transform: `scaleY(${LOW + (1 - LOW) * l})` });
    const ride = (l) => ({ transform: `translateY(${-RIDE * l}px)` });
    moving = [swell.animate([scale(from), scale(to)], how), rider.animate([ride(from), ride(to)], how)];
  };

  const begin = () => {
    at = (at + 1) % pattern.length;
    const [name, seconds] = pattern[at];
    left = seconds;
    const next = pattern[(at + 1) % pattern.length][0];
    move(name === "in" && next === "top up" ? 0.8 : HEIGHT[name], seconds);
    if (follow() === "sound") tone(HEIGHT[name] === 1, seconds);
    if (follow() === "touch") navigator.vibrate?.(HEIGHT[name] === 1 ? [80] : [40, 80, 40]);
  };

  const say = () => {
    const name = pattern[at][0];
    const words = `${told(name)} ${Math.max(1, Math.ceil(left))}`;
    if (words !== shown) cue.textContent = shown = words;
  };

  let last = performance.now();
  const beat = setInterval(() => {
    const now = performance.now();
    const passed = (now - last) / 1000;
    last = now;
    player.classList.toggle("wordsonly", follow() === "words");
    moving.forEach((m) => (held() ? m.pause() : m.playState === "paused" && m.play()));
    if (held()) return;
    left -= passed;
    if (left <= 0) begin();
    say();
  }, 100);
  begin();
  say();
  return () => {
    clearInterval(beat);
    moving.forEach((m) => m.cancel());
    player.classList.remove("driven");
    cue.textContent = lead;
  };
};
