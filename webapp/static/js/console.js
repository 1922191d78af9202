// The console's editor: CodeMirror in a shadow root (its styles stay inside), over the textarea
// that the form sends. Without it the textarea itself works.
import { autocompletion, completionKeymap, cypher, defaultKeymap, EditorState, EditorView, HighlightStyle, history, historyKeymap, keymap, lineNumbers, StreamLanguage, syntaxHighlighting, tags } from "../vendor/codemirror.js";

const form = document.getElementById("asking");
const area = document.getElementById("q");
const words = area.dataset.words.split(" ").map((label) => ({ label, type: "type" }));
const clauses = "MATCH OPTIONAL WHERE WITH RETURN ORDER BY LIMIT SKIP UNWIND DISTINCT AS AND OR NOT IN IS NULL".split(" ").map((label) => ({ label, type: "keyword" }));
const token = (name) => `var(--${name})`;

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: token("link"), fontWeight: "600" },
  { tag: [tags.string, tags.number], color: token("risk-2-ink") },
  { tag: tags.comment, color: token("ink-3"), fontStyle: "italic" },
]);
const look = EditorView.theme({
  "&": { color: token("ink"), backgroundColor: token("card"), border: `1px solid ${token("line")}`, borderRadius: "8px", fontSize: "13px" },
  "&.cm-focused": { outline: `2px solid ${token("focus")}` },
  ".cm-content": { caretColor: token("ink"), minHeight: "150px", fontFamily: "ui-monospace, 'DejaVu Sans Mono', monospace" },
  ".cm-cursor": { borderLeftColor: token("ink") },
  ".cm-gutters": { backgroundColor: token("paper"), color: token("ink-3"), border: "none" },
  ".cm-tooltip": { backgroundColor: token("card"), color: token("ink"), border: `1px solid ${token("line")}` },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: token("chosen"), color: token("ink") },
});

const host = document.createElement("div");
const root = host.attachShadow({ mode: "open" });
area.after(host);
area.hidden = true;
const run = () => {
  form.requestSubmit();
  return true;
};
const view = new EditorView({
  root,
  parent: root,
  state: EditorState.create({
    doc: area.value,
    extensions: [
      keymap.of([{ key: "Ctrl-Enter", run }, { key: "Mod-Enter", run }]),
      lineNumbers(), history(), StreamLanguage.define(cypher), syntaxHighlighting(colours), look,
      autocompletion({ override: [(context) => {
        const word = context.matchBefore(/\w+/);
        return word || context.explicit ? { from: word ? word.from : context.pos, options: [...words, ...clauses] } : null;
      }] }),
      keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorView.contentAttributes.of({ "aria-label": document.querySelector("label[for=q]").textContent }),
      EditorView.updateListener.of((update) => update.docChanged && changed()),
    ],
  }),
});

/** Copy the text to the form, and ask a value for each of its $names. */
function changed() {
  area.value = view.state.doc.toString();
  const names = [...new Set([...area.value.matchAll(/\$([A-Za-z_]\w*)/g)].map((found) => found[1]))];
  const place = document.getElementById("parameters");
  const old = Object.fromEntries([...place.querySelectorAll("input")].map((input) => [input.name, input.value]));
  const asOf = document.getElementById("as_of")?.value || "";
  place.replaceChildren(...names.map((name) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    label.textContent = `$${name}`;
    input.type = "text";
    input.name = `$${name}`;
    input.value = old[input.name] ?? (name === "as_of" || name === "known_on" ? asOf : "");
    input.className = "field";
    label.append(input);
    return label;
  }));
  const url = new URL(location.href);
  url.searchParams.set("q", area.value.slice(0, 1500));
  window.history.replaceState(null, "", url);
}
function write(text, from, to) {
  view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length } });
  view.focus();
}
if (area.value) changed();

document.getElementById("library").addEventListener("change", (event) => {
  if (event.target.value) write(event.target.value, 0, view.state.doc.length);
});
document.querySelectorAll("[data-insert]").forEach((button) => button.addEventListener("click", () => {
  const { from, to } = view.state.selection.main;
  write(button.dataset.insert, from, to);
}));

// --- running and ending -----------------------------------------------------------------
const cancel = document.getElementById("cancel");
let timer = 0;
form.addEventListener("htmx:before:request", () => {
  timer = setTimeout(() => { cancel.hidden = false; }, 2000);
});
form.addEventListener("htmx:finally:request", () => {
  clearTimeout(timer);
  cancel.hidden = true;
  form.elements.token.value = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
});
cancel.addEventListener("click", () => {
  const body = new URLSearchParams({ token: form.elements.token.value, csrf_token: form.elements.csrf_token.value });
  fetch(cancel.dataset.address, { method: "POST", body });
});
