// The frame: type-ahead, the as-of slider, keys. Pages work without it.
import htmx from "../vendor/htmx.js";
import { moveLine } from "./line.js";

const $ = (selector, root = document) => root.querySelector(selector);
window.htmx = htmx;

// --- waiting -----------------------------------------------------------------------------
document.addEventListener("htmx:before:request", () => document.body.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:finally:request", () => document.body.removeAttribute("aria-busy"));

// --- type-ahead --------------------------------------------------------------------------
const box = $("#find");
const list = $("#suggestions");
let chosen = -1;

const options = () => [...list.querySelectorAll("[role=option]")];
function choose(number) {
  const all = options();
  chosen = all.length ? (number + all.length + 1) % (all.length + 1) : -1;
  if (chosen === all.length) chosen = -1;
  all.forEach((option, n) => option.setAttribute("aria-selected", String(n === chosen)));
  if (chosen >= 0) box.setAttribute("aria-activedescendant", all[chosen].id);
  else box.removeAttribute("aria-activedescendant");
}
function close() {
  list.replaceChildren();
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
  chosen = -1;
}
if (box) {
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(chosen < 0 ? 0 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? options().length - 1 : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) location.assign(options()[chosen].dataset.href);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  document.addEventListener("htmx:after:swap", () => {
    box.setAttribute("aria-expanded", String(options().length > 0));
    chosen = -1;
  });
}

// --- the pages behind a button, on a phone -----------------------------------------------
const button = $(".menu-button");
const open = (yes) => button.setAttribute("aria-expanded", String(yes));
if (button) {
  button.addEventListener("click", () => open(button.getAttribute("aria-expanded") === "false"));
  document.addEventListener("click", (event) => { if (!event.target.closest(".menu-button, .top-menu")) open(false); });
  $(".top").addEventListener("focusout", (event) => { if (event.relatedTarget && !event.relatedTarget.closest(".menu-button, .top-menu")) open(false); });
  $(".top").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") === "false") return;
    open(false);
    button.focus();
  });
}

// --- the day looked at -------------------------------------------------------------------
const slider = $("#slider");
const field = $("#as_of");
const two = (number) => String(number).padStart(2, "0");
function dayOf(month) {
  const [year, first] = slider.dataset.first.split("-").map(Number);
  const end = new Date(Date.UTC(year, first + month, 0)); // the month's last day
  const text = `${end.getUTCFullYear()}-${two(end.getUTCMonth() + 1)}-${two(end.getUTCDate())}`;
  return text > slider.dataset.last ? slider.dataset.last : text;
}
function show(day) {
  const output = $("output", slider.form);
  output.textContent = output.dataset.until.replace("{day}", day);
  slider.setAttribute("aria-valuetext", day);
  field.value = day;
  moveLine(day, output.textContent);
}
function step(months) {
  if (!slider) return;
  const to = Math.min(Math.max(Number(slider.value) + months, 0), Number(slider.max));
  slider.value = String(to);
  show(dayOf(to));
  slider.form.requestSubmit();
}
if (slider) {
  slider.addEventListener("input", () => show(dayOf(Number(slider.value))));
  slider.addEventListener("change", () => slider.form.requestSubmit());
  slider.addEventListener("keydown", (event) => {
    const back = event.key === "ArrowLeft" || event.key === "ArrowDown";
    const on = event.key === "ArrowRight" || event.key === "ArrowUp";
    if (!event.shiftKey || !(back || on)) return;
    event.preventDefault();
    step(back ? -12 : 12);
  });
  field.addEventListener("input", () => field.value && moveLine(field.value, null));
}

document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });

// --- keys --------------------------------------------------------------------------------
const places = { h: ".brand", s: "search", e: "explore", p: "paths", d: "data", c: "console", j: "judge" };
let waiting = false;
function go(key) {
  const links = [...document.querySelectorAll(".nav a")];
  const place = places[key];
  if (place === ".brand") location.assign($(".brand").href);
  const link = links.find((a) => new URL(a.href).pathname === `/${place}`);
  if (link) location.assign(link.href);
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable], .graph") || event.target.shadowRoot;
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (waiting) {
    waiting = false;
    if (event.key in places) return go(event.key);
  }
  const months = { ",": -1, ".": 1, "<": -12, ">": 12 }[event.key];
  if (event.key === "/") box.focus();
  else if (event.key === "?") $("#keys").showModal();
  else if (event.key === "g") waiting = true;
  else if (months) step(months);
  else return;
  event.preventDefault();
});
