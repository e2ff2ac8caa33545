// This month: the plain page that stands there after leaving.
const now = new Date();
const body = document.querySelector("tbody");
const title = now.toLocaleDateString(document.documentElement.lang, { month: "long", year: "numeric" });
document.querySelector("h1").textContent = title;
document.querySelector("caption").textContent = title;
const first = new Date(now.getFullYear(), now.getMonth(), 1);
const last = new Date(now.getFullYear(), now.getMonth() + 1, 0).getDate();
const before = (first.getDay() + 6) % 7;
for (let day = 1 - before; day <= last; day += 7) {
  const row = body.insertRow();
  for (let i = day; i < day + 7; i += 1) {
    const cell = row.insertCell();
    if (i >= 1 && i <= last) cell.textContent = String(i);
    if (i === now.getDate()) {
      cell.className = "now";
      cell.setAttribute("aria-current", "date");
    }
  }
}
