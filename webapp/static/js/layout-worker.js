// Places nodes by forces, off the page's thread, and streams positions as they settle.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "../vendor/d3-force.js";

const TICKS = 220;
const A_FRAME = 16; // milliseconds of work between two answers
let run = 0;

self.addEventListener("message", ({ data }) => {
  const mine = ++run; // a newer graph ends an older run
  const nodes = data.x.map((x, n) => ({ x, y: data.y[n], ...(data.fixed[n] ? { fx: x, fy: data.y[n] } : {}) }));
  const links = data.links.map(([source, target]) => ({ source, target }));
  const simulation = forceSimulation(nodes)
    .force("link", forceLink(links).distance(nodes.length < 40 ? 180 : 130).strength(0.4))
    .force("charge", forceManyBody().strength(-420).distanceMax(900))
    .force("collide", forceCollide(42))
    .force("x", forceX(0).strength(0.04))
    .force("y", forceY(0).strength(0.05))
    .alphaDecay(1 - 0.001 ** (1 / TICKS))
    .stop();
  let tick = 0;
  const work = () => {
    if (mine !== run) return;
    const until = performance.now() + A_FRAME;
    while (tick < TICKS && performance.now() < until) {
      simulation.tick();
      tick += 1;
    }
    const x = Float32Array.from(nodes, (node) => node.x);
    const y = Float32Array.from(nodes, (node) => node.y);
    self.postMessage({ x, y, done: tick >= TICKS });
    if (tick < TICKS) setTimeout(work, 0);
  };
  work();
});
