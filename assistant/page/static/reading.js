// The tab with sources shows what the address names. Links to sources and plans change the address and open their tab.
import { abandon, fill } from "./fragments.js";
import { send } from "./relay.js";

const COPIED = '<span class="only-en" lang="en">Copied</span><span class="only-zh" lang="zh">已复制</span>';
const selected = () => document.querySelector('#tabs [role="tab"][aria-selected="true"]');

// The address of what is read, to come back to its place in the list.
let read = "";

/** Show the article or resource of the address, at its section and quote; or the list. */
async function show() {
  const box = document.getElementById("source-reading");
  if (!box) return;
  const asked = new URLSearchParams(location.search);
  if (!asked.has("source")) return close(box);
  read = location.search + location.hash;
  const section = fragment();
  asked.set("section", section);
  if (!(await fill(box, `source?${asked}`))) return;
  const quote = box.querySelector("mark");
  const place = quote ?? (section && document.getElementById(`section-${section}`));
  (place || box).scrollIntoView({ block: quote ? "center" : "start" });
  const focused = place?.closest(".pair") ?? box.firstElementChild;
  focused?.setAttribute("tabindex", "-1");
  focused?.focus({ preventScroll: true });
}

/** The section that the address names; what is no correct encoding is taken as it stands. */
function fragment() {
  const written = location.hash.slice(1);
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

function close(box) {
  if (!box.firstChild) return;
  abandon(box);
  const link = document.querySelector(`#source-list a[href="${CSS.escape(read)}"]`);
  link?.scrollIntoView({ block: "center" });
  link?.focus({ preventScroll: true });
}

/** Show another address of this page; the one before is a step back. */
function go(address) {
  const plan = address.startsWith("?plan=");
  document.getElementById("source-panel")?.close();
  history.replaceState({ tab: selected()?.dataset.tabId }, "");
  history.pushState({ tab: plan ? "plan" : "sources" }, "", address);
  arrive();
  if (plan) send("input", { address });
}

function arrive() {
  document.querySelector(`#tabs [role="tab"][data-tab-id="${CSS.escape(history.state?.tab ?? "")}"]`)?.click();
  show();
}

function plain(event) {
  return !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

async function copy(link) {
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    // Pages over http from another machine may not write to the clipboard: the address bar has it then.
    return go(link.getAttribute("href"));
  }
  const label = link.innerHTML;
  link.innerHTML = COPIED;
  setTimeout(() => { link.innerHTML = label; }, 1500);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="?source="], a[href^="?plan="], #source-reading a.back');
  if (!link || !plain(event) || link.matches(".marker, .other-language")) return;
  event.preventDefault();
  if (link.matches(".copy-link")) copy(link);
  else go(link.getAttribute("href"));
});
addEventListener("popstate", arrive);
document.addEventListener("sources-there", show);
show();
