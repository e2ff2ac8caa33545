// The person's own wave: a soft line through their ratings, by the second.
const WIDE = 336;
const TALL = 126;
const EDGE = 12;

export const drawWave = (picture, points) => {
  const last = Math.max(60, ...points.map(([second]) => second));
  const spots = points.map(([second, value]) => [EDGE + (WIDE * second) / last, EDGE + TALL * (1 - value / 10)]);
  let line = "";
  spots.forEach(([x, y], i) => {
    if (i === 0) line = `M${x},${y}`;
    else {
      const [px, py] = spots[i - 1];
      const half = (x - px) / 2;
      line += `C${px + half},${py} ${x - half},${y} ${x},${y}`;
    }
  });
  picture.querySelector(".est-line").setAttribute("d", line);
  const [first, end] = [spots[0], spots[spots.length - 1]];
  picture.querySelector(".sea").setAttribute("d", line && `${line}L${end[0]},${EDGE + TALL}L${first[0]},${EDGE + TALL}Z`);
  picture.querySelectorAll(".dot").forEach((dot) => dot.remove());
  for (const [x, y] of spots) {
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [name, value] of [["class", "dot"], ["cx", x], ["cy", y], ["r", 4.5]]) dot.setAttribute(name, value);
    picture.append(dot);
  }
  picture.setAttribute("aria-label", `${picture.dataset.say} ${points.map(([, value]) => value).join(", ")}`);
};
