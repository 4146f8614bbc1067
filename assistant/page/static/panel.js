// Markers of quotes: hovering or focusing one shows its quote, a click opens the panel with its section.
import { fill } from "./fragments.js";

const WORDS = {
  title: '<span class="only-en" lang="en">Source</span><span class="only-zh" lang="zh">出处</span>',
  close: '<span class="only-en" lang="en">Close</span><span class="only-zh" lang="zh">关闭</span>',
};

// Where the colours and the font of the page hold.
const home = () => document.querySelector(".gradio-container") ?? document.body;

// --- The panel

const panel = document.createElement("dialog");
panel.id = "source-panel";
panel.setAttribute("aria-labelledby", "source-panel-title source-panel-heading");
panel.innerHTML = `<header><h2 id="source-panel-title">${WORDS.title}</h2>
  <button type="button" class="close">${WORDS.close}</button></header>
  <div class="content"></div>`;
const content = panel.querySelector(".content");
let opener = null;

async function open(link) {
  if (!panel.isConnected) home().append(panel);
  if (!panel.open) {
    opener = link;
    panel.showModal();
  }
  const { passage, start = "", end = "" } = link.dataset;
  if (!(await fill(content, `section?${new URLSearchParams({ passage, start, end })}`))) return;
  content.scrollTop = 0;
  content.querySelector("mark")?.scrollIntoView({ block: "center" });
  const heading = content.querySelector("h3") ?? content;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

// An answer that has grown meanwhile has another link in the place of the one that was clicked.
function again(link) {
  const href = CSS.escape(link?.getAttribute("href") ?? "");
  return link?.isConnected ? link : document.querySelector(`a.marker[href="${href}"]`);
}

panel.addEventListener("close", () => {
  again(opener)?.focus();
  // The quote has just been read.
  hide();
});
panel.addEventListener("click", (event) => {
  // What is outside of the content is the backdrop or the button.
  if (event.target === panel || event.target.closest(".close")) panel.close();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.marker[data-passage], a.other-language[data-passage]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  hide();
  open(link);
});

// --- The quote of a marker: it stays while the pointer is over it, and Escape hides it (WCAG 1.4.13)

const tip = document.createElement("div");
tip.id = "quote-tip";
tip.setAttribute("role", "tooltip");
tip.hidden = true;
let marker = null;
let waiting = 0;

function show(link) {
  clearTimeout(waiting);
  if (link === marker || !link.dataset.quote) return;
  hide();
  marker = link;
  tip.textContent = link.dataset.quote;
  home().append(tip);
  tip.hidden = false;
  link.setAttribute("aria-describedby", tip.id);
  place();
}

/** Put the quote below its marker, or above it, inside of the window. */
function place() {
  const [at, own] = [marker.getBoundingClientRect(), tip.getBoundingClientRect()];
  const below = at.bottom + own.height + 8 < innerHeight;
  tip.style.top = `${Math.max(4, below ? at.bottom : at.top - own.height)}px`;
  tip.style.left = `${Math.max(4, Math.min(at.left, document.documentElement.clientWidth - own.width - 4))}px`;
}

function hide() {
  clearTimeout(waiting);
  marker?.removeAttribute("aria-describedby");
  marker = null;
  tip.hidden = true;
}

const markerOf = (event) => event.target.closest?.("a.marker[data-quote]");

document.addEventListener("pointerover", (event) => {
  // A finger does not hover: its tap opens the panel.
  if (event.pointerType === "touch") return;
  const link = markerOf(event);
  if (link) show(link);
  else if (event.target.closest?.("#quote-tip")) clearTimeout(waiting);
  else if (marker && marker !== document.activeElement) {
    clearTimeout(waiting);
    waiting = setTimeout(hide, 200);
  }
});
document.addEventListener("focusin", (event) => {
  const link = markerOf(event);
  if (link?.matches(":focus-visible")) show(link);
});
document.addEventListener("focusout", hide);
// Moving to a marker by keyboard scrolls the page as well: the quote goes along.
document.addEventListener("scroll", () => { if (marker) place(); }, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !tip.hidden) {
    hide();
    event.stopPropagation();
  }
}, true);
