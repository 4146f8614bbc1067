// What readers do with the chat: clicks become events of the page's relay, which Python listens to.
import { send } from "./relay.js";

const WORDS = {
  en: { save: "Ask again", cancel: "Cancel", edit: "Edit your question", copied: "Copied", ready: "Answer ready.",
        writing: "Answering …", wait: "The answer is still being written.", why: "What is wrong with it? (optional)", send: "Send", thanks: "Thank you.",
        uncopied: "Copying is not allowed here", ask: "Ask" },
  zh: { save: "重新提问", cancel: "取消", edit: "修改你的问题", copied: "已复制", ready: "回答好了。",
        writing: "正在回答……", wait: "还在回答，请稍等。", why: "哪里不好？（可不填）", send: "发送", thanks: "谢谢。",
        uncopied: "这里不允许复制", ask: "提问" },
};
const words = () => WORDS[spoken()];

function element(tag, attributes, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

const turnOf = (target) => Number(target.closest(".turn").dataset.turn);

function edit(button) {
  const asked = button.closest(".asked");
  const field = element("textarea", { value: button.dataset.text, rows: 2 });
  field.setAttribute("aria-label", words().edit);
  const save = element("button", { type: "submit", textContent: words().save });
  const cancel = element("button", { type: "button", textContent: words().cancel });
  const form = element("form", { className: "editing" }, field, save, cancel);
  const close = () => { form.remove(); asked.classList.remove("edited"); button.focus(); };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) send("edit", { turn: turnOf(button), text: field.value });
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  cancel.addEventListener("click", close);
  asked.classList.add("edited");
  asked.append(form);
  field.focus();
}

function judge(button) {
  const actions = button.closest(".actions"), pressed = button.getAttribute("aria-pressed") === "true";
  for (const thumb of actions.querySelectorAll(".thumb")) thumb.setAttribute("aria-pressed", "false");
  actions.querySelector(".reason")?.remove();
  const turn = turnOf(button), verdict = pressed ? null : button.dataset.verdict;
  button.setAttribute("aria-pressed", String(!pressed));
  send("like", { turn, verdict });
  if (verdict === "down") askWhy(actions, turn, verdict);
}

function askWhy(actions, turn, verdict) {
  const field = element("input", { type: "text", maxLength: 500, placeholder: words().why });
  field.setAttribute("aria-label", words().why);
  const form = element("form", { className: "reason" }, field, element("button", { type: "submit", textContent: words().send }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) send("like", { turn, verdict, reason: field.value.trim() });
    form.replaceChildren(element("span", { textContent: words().thanks }));
  });
  actions.append(form);
}

async function copy(button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = words().copied;
  } catch {
    button.textContent = words().uncopied;
  }
  say(button.textContent);
  setTimeout(() => { button.textContent = label; }, 2000);
}

let introducing = null;
function introduce(chip) {
  const profile = chip.getAttribute("aria-pressed") === "true" ? "" : chip.dataset.profile;
  keep("roadmap-profile", profile);
  // What is asked next is asked by the reader with the new profile: it waits until the server knows.
  introducing = new Promise((resolve) => {
    const settled = () => { introducing = null; observer.disconnect(); resolve(); };
    // The buttons may be drawn for the beginning of the visit still.
    const chosen = () => document.querySelector('#profile [aria-pressed="true"]')?.dataset.profile ?? "";
    const observer = new MutationObserver(() => { if (chosen() === profile) settled(); });
    observer.observe(document.querySelector("#profile"), { childList: true, subtree: true });
    setTimeout(settled, 5000);
  });
  send("select", { profile });
}

const ACTIONS = {
  "follow-up": (button) => send("option_select", { text: button.textContent }),
  example: (button) => send("example_select", { text: button.textContent }),
  retry: (button) => send("retry", { turn: turnOf(button), answerer: button.dataset.answerer }),
  thumb: judge,
  copy,
  edit,
  chip: introduce,
};
// While an answer is written the conversation is the server's: what a reader does to it then would be lost.
const writing = () => /waiting|writing/.test(document.querySelector("#last .turn")?.dataset.state ?? "");
const ASKING = "#question .submit-button, .retry, .follow-up, .example";
const HELD = `${ASKING}, .thumb, .edit, .chip, #conversations .rename`;
const submits = ({ key, shiftKey, isComposing, target }) =>
  key === "Enter" && !shiftKey && !isComposing && target.matches("#question textarea");
let sent = -1000, before = null;
// Until the page shows that something is asked it is not asked twice.
function twice() {
  const now = performance.now(), turn = document.querySelector("#last .turn");
  if (now - sent < 500 && turn === before) return true;
  [sent, before] = [now, turn];
  return false;
}
function hold(event) {
  const button = event.type === "click" ? event.target.closest(HELD)
    : submits(event) ? document.querySelector("#question .submit-button") : null;
  if (!button || !(writing() || introducing || (button.matches(ASKING) && twice()))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (writing()) say(words().wait);
  else introducing?.then(() => button.click());
}
addEventListener("click", hold, true);
addEventListener("keydown", hold, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest("#start button, #past button, #last button, #profile button");
  const action = button && Object.keys(ACTIONS).find((name) => button.classList.contains(name));
  if (action) ACTIONS[action](button);
});

// Told to screen readers: that an answer is being written, and that it is there.
const status = element("div", { className: "visually-hidden" });
status.setAttribute("role", "status");
document.body.append(status);
function say(text) { status.textContent = text; }

// An answer is read from its beginning: its question goes to the top of the window.
let seen = "";
new MutationObserver(() => {
  // Gradio gives its button a picture and no name.
  document.querySelector("#question .submit-button:not([aria-label])")?.setAttribute("aria-label", words().ask);
  const turn = document.querySelector("#last .turn");
  const now = turn ? `${turn.dataset.turn} ${turn.dataset.state}` : "";
  if (now === seen) return;
  sent = -1000;
  // Once more when there is enough to scroll.
  if (turn?.dataset.state === "waiting" || / waiting$/.test(seen)) {
    turn?.scrollIntoView({ block: "start", behavior: "instant" });
  }
  if (turn?.dataset.state === "waiting") say(words().writing);
  if (turn?.dataset.state === "done" && /waiting|writing/.test(seen)) say(words().ready);
  seen = now;
}).observe(document.body, { childList: true, subtree: true });
