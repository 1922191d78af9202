// The canvas. Nothing else in the pages knows cytoscape.
import cytoscape from "../vendor/cytoscape.js";

const SHAPES = { Company: "round-rectangle", Person: "ellipse", Event: "diamond", Address: "hexagon", Contact: "hexagon", Group: "round-rectangle" };
const LINES = { OWNS: "solid", LEGAL_REPRESENTATIVE_OF: "solid", PARTY_TO: "dotted", POSSIBLY_SAME_AS: "dotted" };
const LABELLED_UP_TO = 160; // beyond that, names of small nodes appear on zooming in

/** A colour of the page's sheet, as the canvas needs it. */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The same number for the same id, in [0, 1): where a node starts, on every machine. */
export function seeded(id) {
  let hash = 2166136261;
  for (const letter of id) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
  return ((hash >>> 0) % 100003) / 100003;
}

/** One line for all the links from one node to another: their kinds, words and shares. */
function gathered(graph) {
  const { nodes, edges } = graph;
  const lines = new Map();
  edges.id.forEach((_, n) => {
    const source = nodes.id[edges.src[n]];
    const target = nodes.id[edges.dst[n]];
    const id = `${source}>${target}`;
    const line = lines.get(id) || { id, source, target, parts: [] };
    const part = { kind: edges.kind[n], label: edges.label[n], share: edges.share[n] };
    if (!line.parts.some((other) => other.kind === part.kind && other.label === part.label)) line.parts.push(part);
    lines.set(id, { ...line, ...summed(line.parts) });
  });
  return lines;
}
const summed = (parts) => ({
  kind: (parts.find((part) => LINES[part.kind] === "solid") || parts[0]).kind,
  label: parts.map((part) => part.label).join(" · "),
});

/** How long a line's words may be, so that they end before its two nodes. */
const room = (line) => {
  const [from, to] = [line.source().position(), line.target().position()];
  return Math.max(40, Math.min(130, Math.hypot(to.x - from.x, to.y - from.y) - 48));
};

export class GraphView {
  /** @param listeners {select(id|null), expand(id), menu(id, x, y), moved(id)} */
  constructor(container, listeners) {
    this.container = container;
    this.listeners = listeners;
    this.pinned = new Set();
    this.cy = cytoscape({ container, style: this.style(), layout: { name: "preset" }, minZoom: 0.08, maxZoom: 4, boxSelectionEnabled: true, selectionType: "single" });
    this.worker = new Worker(new URL("./layout-worker.js", import.meta.url), { type: "module" });
    this.worker.addEventListener("message", (event) => this.place(event.data));
    const cy = this.cy;
    cy.on("select unselect", "node", () => this.listeners.select(this.selected()));
    cy.on("dbltap", "node", (event) => this.listeners.expand(event.target.id()));
    cy.on("cxttap", "node", (event) => {
      cy.nodes().unselect();
      event.target.select();
      this.listeners.menu(event.target.id(), event.renderedPosition.x, event.renderedPosition.y);
    });
    cy.on("dragfree", "node", (event) => {
      this.pinned.add(event.target.id());
      event.target.connectedEdges().updateStyle();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(this.style()));
  }

  style() {
    const text = { "font-size": 12, "font-family": "system-ui, sans-serif", color: token("ink"), "text-outline-color": token("canvas"), "text-outline-width": 2 };
    const risks = [1, 2, 3].map((level) => ({ selector: `node[risk=${level}]`, style: { "border-width": 1 + level, "border-color": token(`risk-${level}`) } }));
    const kinds = Object.entries({ Company: "company", Person: "person", Event: "event", Address: "ink-3", Contact: "ink-3", Group: "card" }).map(([kind, colour]) => ({
      selector: `node[kind="${kind}"]`,
      style: { "background-color": token(colour), shape: SHAPES[kind] },
    }));
    const lines = Object.entries(LINES).map(([kind, line]) => ({ selector: `edge[kind="${kind}"]`, style: { "line-style": line } }));
    return [
      { selector: "node", style: { ...text, label: "data(name)", width: 18, height: 18, "text-valign": "bottom", "text-margin-y": 3, "text-max-width": 150, "text-wrap": "ellipsis", "min-zoomed-font-size": 7 } },
      ...kinds,
      { selector: 'node[kind="Group"]', style: { width: 46, height: 26, "border-width": 2, "border-color": token("ink-3"), "border-style": "double" } },
      { selector: "node[?seed]", style: { width: 26, height: 26 } },
      ...risks,
      { selector: "edge", style: { ...text, "font-size": 10, color: token("ink-2"), "text-rotation": "autorotate", "text-wrap": "ellipsis", "text-max-width": room, width: 1.2, "line-color": token("ink-3"), "target-arrow-color": token("ink-3"), "target-arrow-shape": "triangle", "arrow-scale": 0.8, "curve-style": "bezier", "line-style": "dashed", "min-zoomed-font-size": 8 } },
      ...lines,
      { selector: "edge[?named]", style: { label: "data(label)" } },
      { selector: "node:selected", style: { "overlay-color": token("focus"), "overlay-opacity": 0.22, "overlay-padding": 6, "font-weight": 700 } },
      { selector: ".dim", style: { opacity: 0.18 } },
      { selector: ".out", style: { display: "none" } },
    ];
  }

  /** Show a graph; nodes that stay keep their place, new ones enter around their neighbours. */
  show(graph) {
    const cy = this.cy;
    const lines = gathered(graph);
    const few = lines.size <= LABELLED_UP_TO;
    const wanted = new Set([...graph.nodes.id, ...lines.keys()]);
    const fresh = graph.nodes.id.filter((id) => cy.getElementById(id).empty());
    cy.batch(() => {
      cy.elements().filter((element) => !wanted.has(element.id())).remove();
      graph.nodes.id.forEach((id, n) => {
        const data = { id, name: graph.nodes.name[n], kind: graph.nodes.kind[n], risk: graph.nodes.risk[n], seed: graph.nodes.seed[n] };
        const old = cy.getElementById(id);
        if (old.nonempty()) old.data(data);
        else cy.add({ group: "nodes", data, position: { x: 0, y: 0 } });
      });
      for (const data of lines.values()) {
        const old = cy.getElementById(data.id);
        if (old.nonempty()) old.data({ ...data, named: few });
        else cy.add({ group: "edges", data: { ...data, named: few } });
      }
      this.enter(fresh);
    });
    this.settle(fresh);
    return fresh.length;
  }

  enter(fresh) {
    const late = new Set(fresh);
    for (const id of fresh) {
      const node = this.cy.getElementById(id);
      const near = node.neighborhood("node").filter((other) => !late.has(other.id()))[0];
      const middle = near ? near.position() : { x: 0, y: 0 };
      const angle = seeded(id) * 2 * Math.PI;
      const reach = near ? 110 : 40 + 160 * seeded(`${id}r`);
      node.position({ x: middle.x + reach * Math.cos(angle), y: middle.y + reach * Math.sin(angle) });
      late.delete(id);
    }
  }

  /** Run the layout in the worker; with `fresh` given, only those move. */
  settle(fresh) {
    const nodes = this.cy.nodes(":visible");
    const index = new Map(nodes.map((node, n) => [node.id(), n]));
    const all = fresh.length === nodes.length;
    const moving = new Set(fresh);
    this.order = nodes.map((node) => node.id());
    this.first = all;
    if (!fresh.length) return;
    this.settling = true;
    this.worker.postMessage({
      x: nodes.map((node) => node.position("x")),
      y: nodes.map((node) => node.position("y")),
      fixed: nodes.map((node) => !all && (!moving.has(node.id()) || this.pinned.has(node.id()))),
      links: this.cy.edges(":visible").map((edge) => [index.get(edge.source().id()), index.get(edge.target().id())]),
    });
  }

  /** Keep the newest positions, and draw at most one set of them a frame. */
  place(data) {
    const waiting = Boolean(this.newest);
    this.newest = data;
    if (!waiting) requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { x, y, done } = this.newest;
    this.newest = null;
    this.cy.batch(() => this.order.forEach((id, n) => {
      const node = this.cy.getElementById(id);
      if (node.nonempty() && !node.grabbed()) node.position({ x: x[n], y: y[n] });
    }));
    if (this.first) this.fit();
    if (done) {
      this.settling = false;
      this.cy.edges().updateStyle(); // the words fit the lines as they are now
      this.container.dispatchEvent(new CustomEvent("settled"));
    }
  }

  again() {
    this.pinned.clear();
    this.settle(this.cy.nodes(":visible").map((node) => node.id()));
  }

  selected() {
    const found = this.cy.nodes(":selected");
    return found.length ? found[found.length - 1].id() : null;
  }

  select(id) {
    this.cy.batch(() => {
      this.cy.nodes(":selected").unselect();
      if (id) this.cy.getElementById(id).select();
    });
  }

  /** Hide what a filter refuses; it is asked for each node, and for each link of a line. */
  filter(keepNode, keepEdge) {
    this.cy.batch(() => {
      this.cy.nodes().forEach((node) => node.toggleClass("out", !keepNode(node.data())));
      this.cy.edges().forEach((edge) => {
        const parts = edge.data("parts").filter(keepEdge);
        edge.toggleClass("out", !parts.length);
        if (parts.length) edge.data(summed(parts));
      });
    });
  }

  /** Dim all but some nodes and what links them to others; null: dim nothing. */
  spotlight(test) {
    const cy = this.cy;
    cy.elements().removeClass("dim");
    if (!test) return;
    const lit = cy.nodes().filter((node) => test(node.data())).closedNeighborhood();
    cy.elements().not(lit).addClass("dim");
  }

  fit(ids) {
    const some = ids ? this.cy.nodes().filter((node) => ids.includes(node.id())) : this.cy.elements(":visible");
    if (some.nonempty()) this.cy.fit(some, 60);
    if (this.cy.zoom() > 1.4) this.cy.zoom({ level: 1.4, renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } });
  }

  zoom(factor) {
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } });
  }

  pan(x, y) {
    this.cy.panBy({ x, y });
  }

  /** Visible nodes by rank: most links first. */
  ranked(nodes) {
    return nodes.filter(":visible").toArray().sort((a, b) => b.degree() - a.degree() || (a.id() < b.id() ? -1 : 1));
  }

  go(node) {
    this.select(node.id());
    this.cy.center(node);
  }

  /** Select the next node by rank; false past the first or the last. */
  walk(step) {
    const ranked = this.ranked(this.cy.nodes());
    const at = ranked.findIndex((node) => node.id() === this.selected());
    const node = at < 0 ? ranked[step > 0 ? 0 : -1] : ranked[at + step];
    if (node) this.go(node);
    return Boolean(node);
  }

  /** Select the next neighbour of a node, round and round. */
  next(step, around) {
    if (!around) return;
    const ranked = this.ranked(this.cy.getElementById(around).neighborhood("node"));
    const at = ranked.findIndex((node) => node.id() === this.last);
    if (!ranked.length) return;
    this.last = around;
    this.go(ranked[(at + step + ranked.length) % ranked.length]);
  }

  pin(id) {
    if (this.pinned.has(id)) this.pinned.delete(id);
    else this.pinned.add(id);
    return this.pinned.has(id);
  }

  rendered(id) {
    return this.cy.getElementById(id).renderedPosition();
  }

  png() {
    return this.cy.png({ output: "blob-promise", scale: 2, full: true, bg: token("canvas") });
  }

  /** The picture as SVG text, from positions: shapes, lines and names. */
  svg() {
    const box = this.cy.elements(":visible").boundingBox();
    const doc = document.implementation.createDocument("http://www.w3.org/2000/svg", "svg", null);
    const add = (name, attributes, text) => {
      const element = doc.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      if (text) element.textContent = text;
      doc.documentElement.append(element);
    };
    doc.documentElement.setAttribute("viewBox", [box.x1 - 20, box.y1 - 20, box.w + 40, box.h + 40].map(Math.round).join(" "));
    add("rect", { x: box.x1 - 20, y: box.y1 - 20, width: box.w + 40, height: box.h + 40, fill: token("canvas") });
    this.cy.edges(":visible").forEach((edge) => {
      const a = edge.source().position();
      const b = edge.target().position();
      add("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, stroke: token("ink-3"), "stroke-dasharray": edge.style("line-style") === "solid" ? "none" : "4 3" });
    });
    this.cy.nodes(":visible").forEach((node) => {
      const { x, y } = node.position();
      const fill = node.style("background-color");
      const stroke = { stroke: node.style("border-color"), "stroke-width": parseFloat(node.style("border-width")) };
      const kind = node.data("kind");
      if (kind === "Person") add("circle", { cx: x, cy: y, r: 9, fill, ...stroke });
      else if (kind === "Event") add("path", { d: `M${x} ${y - 9}L${x + 9} ${y}L${x} ${y + 9}L${x - 9} ${y}Z`, fill, ...stroke });
      else add("rect", { x: x - 9, y: y - 9, width: 18, height: 18, rx: 3, fill, ...stroke });
      add("text", { x, y: y + 22, "text-anchor": "middle", "font-size": 12, fill: token("ink") }, node.data("name"));
    });
    return new XMLSerializer().serializeToString(doc);
  }
}
