// Numbers grow old: after half a year that is said, after a year only the emergency numbers stay.
const days = (text) => (Date.now() - Date.parse(text)) / 86_400_000;
for (const place of document.querySelectorAll("[data-checked]")) {
  const age = days(place.dataset.checked);
  if (age > 180) document.querySelector("[data-old]").hidden = false;
  if (age > 365) for (const part of place.querySelectorAll("h3, h3 ~ .helpline")) part.hidden = true;
}
