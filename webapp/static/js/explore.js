// The explore page: steps in the address, the canvas, the panel, the list.
import { GraphView } from "./graph-view.js";

const $ = (selector, root = document) => root.querySelector(selector);
const root = $("[data-explore]");
const words = JSON.parse(root.dataset.words);
const stage = $(".stage", root);
const panel = $("#panel");
const menu = $("#menu");
const list = $("#list");
const spoken = $("#spoken");
let steps = root.dataset.steps;
let undone = [];
let graph = null;

const carried = () => {
  const kept = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(location.search)) if (name === "as_of" || name === "known_on") kept.set(name, value);
  return kept;
};
const addressOf = (path, extra = {}) => {
  const query = carried();
  for (const [name, value] of Object.entries(extra)) query.set(name, value);
  return `${path}?${query}`;
};
const say = (text) => { spoken.textContent = text; };
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const view = new GraphView($(".graph", root), {
  select: (id) => (id ? open(id) : null),
  expand: (id) => take(id.startsWith("g-") ? null : defaultRelation(id), id),
  menu: (id, x, y) => openMenu(id, x, y),
});
root.view = view;

const defaultRelation = (id) => (id.startsWith("C") ? "sh" : id.startsWith("P") ? "in" : "ev");

// --- steps ------------------------------------------------------------------------------
let turn = Promise.resolve(); // of the last steps asked for
/** Load the view of the steps that `next` makes of those before, once these are there. */
function load(next, remember = true) {
  turn = turn.then(() => loaded(next(), remember));
  return turn;
}
/** Load the view of some steps; keep the page, change the canvas, the columns and the address. */
async function loaded(next, remember) {
  if (next === null) return;
  document.body.setAttribute("aria-busy", "true");
  try {
    const facts = fetch(addressOf("/explore.json", { steps: next }));
    const html = await fetch(addressOf("/explore", { steps: next })).then(answered("text"));
    const data = await facts.then(answered("json"));
    const parsed = new DOMParser().parseFromString(html, "text/html");
    for (const id of ["left", "list", "count"]) $(`#${id}`).replaceChildren(...$(`#${id}`, parsed).childNodes);
    if (remember) undone = [];
    steps = next;
    history.replaceState(null, "", addressOf("/explore", { steps }));
    const before = graph ? graph.nodes.id.length : 0;
    show(data.graph);
    say(fill(words.added, { n: Math.max(graph.nodes.id.length - before, 0), total: graph.nodes.id.length }));
  } catch (error) {
    say(error.message);
    $("#trouble").textContent = error.message;
    $("#trouble").hidden = false;
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}
const answered = (form) => async (response) => {
  if (!response.ok) throw new Error(sentence(await response.text()) || words.failed);
  return response[form]();
};
/** What an error's page says, in the reader's language. */
const sentence = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("main .note")?.textContent.trim();
function show(data) {
  graph = data;
  $("#trouble").hidden = true;
  $("#empty").hidden = graph.nodes.id.length > 0;
  view.show(graph);
  filter();
  tools();
}
function take(verb, ...ids) {
  if (!verb) return openGroup(ids[0]);
  closeMenu();
  return load(() => `${steps}${steps ? "." : ""}${verb}(${ids.join(",")})`);
}
const list_of = (text) => text.match(/[a-z]{2,4}\([^)]*\)/g) || [];
function undo() {
  load(() => {
    const done = list_of(steps);
    if (!done.length) return null;
    undone.push(done.pop());
    return done.join(".");
  }, false);
}
function redo() {
  load(() => (undone.length ? [...list_of(steps), undone.pop()].join(".") : null), false);
}
function tools() {
  $('[data-do="undo"]').disabled = !list_of(steps).length;
  $('[data-do="redo"]').disabled = !undone.length;
}

// --- filters ----------------------------------------------------------------------------
function filter() {
  const off = new Set([...root.querySelectorAll("#left input[type=checkbox]:not(:checked)")].map((box) => box.value));
  const least = Number($("#least")?.value || 0) / 100;
  const only = $("#grave")?.checked;
  if ($("#least")) $("#least-said").textContent = `${$("#least").value}%`;
  view.filter(
    (node) => !off.has(node.kind),
    (edge) => !off.has(edge.kind) && (edge.kind !== "OWNS" || edge.share === null || edge.share >= least)
  );
  view.spotlight(only ? (node) => node.risk === 3 : null);
}

// --- the panel --------------------------------------------------------------------------
let asked = 0; // how often the panel was asked for; an answer to an older question is let go
async function fragment(target, address) {
  const question = (asked += 1);
  target.setAttribute("aria-busy", "true");
  const response = await fetch(address, { headers: { "HX-Request": "true" } });
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  if (question !== asked) return;
  target.replaceChildren(...parsed.body.childNodes);
  target.removeAttribute("aria-busy");
}
function open(id) {
  if (id.startsWith("g-")) return openGroup(id);
  return fragment(panel, addressOf(`/explore/node/${encodeURIComponent(id)}`));
}
function openGroup(id) {
  const [, verb, around] = id.split("-");
  return fragment(panel, addressOf(`/explore/group/${verb}/${encodeURIComponent(around)}`));
}

// --- the menu ---------------------------------------------------------------------------
function openMenu(id, x, y) {
  if (id.startsWith("g-")) return openGroup(id);
  menu.dataset.id = id;
  menu.hidden = false;
  menu.style.left = `${Math.min(x, stage.clientWidth - 200)}px`;
  menu.style.top = `${Math.min(y, stage.clientHeight - menu.offsetHeight - 8)}px`;
  $("button", menu).focus();
}
function closeMenu() {
  if (menu.hidden) return;
  menu.hidden = true;
  $(".graph", root).focus();
}
menu.addEventListener("keydown", (event) => {
  const items = [...menu.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
  else if (event.key === "ArrowUp") items[(at + items.length - 1) % items.length].focus();
  else if (event.key === "Escape") closeMenu();
  else return;
  event.preventDefault();
  event.stopPropagation();
});

// --- what can be done -------------------------------------------------------------------
let from = null; // the node a path is to begin at
const actions = {
  undo, redo,
  fit: () => view.fit(),
  focus: () => view.selected() && view.fit([view.selected()]),
  closer: () => view.zoom(1.25),
  farther: () => view.zoom(0.8),
  again: () => view.again(),
  list: () => toggleList(),
  png: async () => save(await view.png(), "qiji.png"),
  svg: () => save(new Blob([view.svg()], { type: "image/svg+xml" }), "qiji.svg"),
  open: (id) => location.assign(addressOf(`/${id.startsWith("C") ? "c" : id.startsWith("P") ? "p" : "e"}/${id}`)),
  path: (id) => {
    if (from && from !== id) {
      take("path", from, id);
      from = null;
    } else {
      from = id;
      say(words.path_from);
      closeMenu();
    }
  },
  hide: (id) => take("hide", id),
  only: (id) => take("only", id, ...view.cy.getElementById(id).neighborhood("node").map((node) => node.id()).filter((other) => !other.startsWith("g-"))),
  pin: (id) => { view.pin(id); closeMenu(); },
};
function act(name, id) {
  if (name in actions) return actions[name](id);
  return take(name, id);
}
root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) return act(button.dataset.do, button.dataset.id || menu.dataset.id || view.selected());
  const add = event.target.closest("[data-add]");
  if (add) {
    const ids = [...panel.querySelectorAll("input[name=add]:checked")].map((box) => box.value);
    return ids.length ? take("add", ...ids) : null;
  }
  const link = event.target.closest("#left a[data-steps]");
  if (link) {
    event.preventDefault();
    load(() => link.dataset.steps);
  }
  const row = event.target.closest("[data-node]");
  if (row) view.select(row.dataset.node);
  if (!event.target.closest("#menu")) closeMenu();
  return null;
});
root.addEventListener("input", (event) => event.target.closest("#left") && filter());

function toggleList() {
  list.hidden = !list.hidden;
  $('[data-do="list"]').setAttribute("aria-pressed", String(!list.hidden));
  if (!list.hidden) list.focus();
}
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// --- keys, only while the canvas has them -----------------------------------------------
const keys = {
  ArrowLeft: () => view.pan(60, 0), ArrowRight: () => view.pan(-60, 0), ArrowUp: () => view.pan(0, 60), ArrowDown: () => view.pan(0, -60),
  "+": actions.closer, "=": actions.closer, "-": actions.farther, 0: actions.fit, f: actions.focus, l: actions.list, L: actions.list,
  "[": () => view.next(-1, view.selected()), "]": () => view.next(1, view.selected()),
  Escape: () => { view.select(null); closeMenu(); from = null; },
};
const onNode = { e: (id) => take(defaultRelation(id), id), s: "sh", o: "in", r: "ro", p: "path", h: "hide", H: "only", x: "pin" };
$(".graph", root).addEventListener("keydown", (event) => {
  const id = view.selected();
  const key = event.key;
  if (event.ctrlKey && key === "z") undo();
  else if (event.ctrlKey && key === "y") redo();
  else if (event.ctrlKey || event.altKey || event.metaKey) return;
  else if (key === "F6") panel.focus();
  else if (key === "Tab" && !view.walk(event.shiftKey ? -1 : 1)) return; // past either end the focus leaves
  else if (key === "Tab") void 0;
  else if (key in keys) keys[key]();
  else if ((key === "ContextMenu" || (key === "F10" && event.shiftKey)) && id) openMenu(id, view.rendered(id).x, view.rendered(id).y);
  else if (key === "Enter" && id) { open(id); panel.focus(); }
  else if (id && key in onNode) typeof onNode[key] === "function" ? onNode[key](id) : act(onNode[key], id);
  else return;
  event.preventDefault();
  event.stopPropagation();
});

// --- begin ------------------------------------------------------------------------------
root.querySelectorAll(".needs-start").forEach((element) => { element.hidden = false; });
list.hidden = true;
if (steps) load(() => steps).then(() => {
  const seed = graph?.nodes.seed.indexOf(true);
  if (seed >= 0 && !view.selected()) view.select(graph.nodes.id[seed]);
});
else tools();
