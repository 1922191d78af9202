// The as-of line of a trajectory picture follows the slider while it is dragged.
const DAY = 86400000;

/** Move the line of every trajectory on the page to a day (ISO text); the rest stays. */
export function moveLine(day, label) {
  const number = Date.parse(`${day}T00:00:00Z`) / DAY;
  for (const picture of document.querySelectorAll("[data-trajectory]")) {
    const { first, last, left, right } = Object.fromEntries(
      Object.entries(picture.dataset).map(([name, value]) => [name, Number(value)])
    );
    const share = Math.min(Math.max((number - first) / Math.max(last - first, 1), 0), 1);
    const x = left + share * (right - left);
    const group = picture.querySelector("[data-line]");
    const line = group.querySelector("line");
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    const text = group.querySelector("text");
    text.setAttribute("x", Math.min(Math.max(x, 60), picture.viewBox.baseVal.width - 60));
    if (label) text.textContent = label;
  }
}
