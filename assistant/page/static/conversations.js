// Conversations in the browser: each is an entry of its own, so that windows do not overwrite one another's.
const PREFIX = "roadmap-conversation-", OPEN = "roadmap-open";
const WORDS = {
  en: { list: "Conversations", title: "Title", save: "Save" },
  zh: { list: "对话列表", title: "标题", save: "保存" },
};
const words = () => WORDS[spoken()];
// What this window has last read or written of each conversation.
const seen = new Map();
// What found no room.
let unkept = "";

/** Begin with the list in an element of the page; `trigger` tells the server, `watch` when the list was drawn anew. */
export function start(element, trigger, watch) {
  const full = () => document.querySelector('#conversations-full [role="alert"]');
  let focusNext = "";
  // Id of the conversation about whose end the reader is asked.
  let doomed = "";

  /** Write an entry, unless another window has written it since: then the server makes one of both. */
  function keep(entry) {
    const { id } = JSON.parse(entry), there = read(id);
    if (there && there !== seen.get(id)) {
      const before = seen.get(id) ?? "";
      seen.set(id, there);
      trigger("apply", { mine: entry, entry: there, seen: before });
      return;
    }
    try {
      localStorage.setItem(PREFIX + id, entry);
      seen.set(id, entry);
      unkept = "";
    } catch {
      unkept = entry;
    }
    full().hidden = !unkept;
  }

  /** Read an entry; what this window makes of it is based on that. */
  function take(id) {
    const entry = read(id);
    seen.set(id, entry);
    return entry;
  }

  addEventListener("roadmap-told", ({ detail }) => {
    const { open, keep: entry, file } = JSON.parse(detail);
    document.body.dataset.begun = "";
    if (open) remember(open);
    if (entry) keep(entry);
    if (file) save(file);
  });
  addEventListener("storage", ({ key }) => {
    if (!key || key.startsWith(PREFIX)) trigger("input", { kept: summaries() });
  });

  const actions = {
    open(item, id) {
      trigger("select", { id, entry: take(id) });
      document.querySelector('#tabs [role="tab"]')?.click();
      if (!wide()) toggle(false);
    },
    rename(item, id) {
      edit(item, (title) => {
        focusNext = `[data-id="${id}"] .open`;
        // The open one is the server's to rename: what another window has written of it is not yet seen by this one.
        trigger("edit", { id, title, entry: id === opened() ? "" : take(id) });
      });
    },
    delete(item, id) {
      doomed = id;
      item.querySelector(".sure").hidden = false;
      item.querySelector(".spare").focus();
    },
    spare(item) {
      doomed = "";
      item.querySelector(".sure").hidden = true;
      item.querySelector(".delete").focus();
    },
    really(item, id) {
      doomed = "";
      forget(id);
      focusNext = ".open";
      trigger("delete", { id });
      if (unkept) keep(unkept);
    },
  };
  element.addEventListener("click", ({ target }) => {
    const button = target.closest("button"), item = target.closest("li");
    if (button?.dataset.format) trigger("download", { format: button.dataset.format });
    else if (button && item) actions[button.className]?.(item, item.dataset.id);
  });
  element.addEventListener("keydown", (event) => {
    const item = event.target.closest("li");
    if (event.key === "Escape" && item && !item.querySelector(".sure").hidden) actions.spare(item);
  });
  watch("value", () => {
    if (focusNext) (element.querySelector(focusNext) ?? document.querySelector("#conversation-new"))?.focus();
    focusNext = "";
    // A list that was drawn anew meanwhile does not take the question back.
    const item = doomed && element.querySelector(`[data-id="${doomed}"]`);
    if (item) actions.delete(item, doomed);
  });

  sidebar();
  const id = opened();
  trigger("upload", { kept: summaries(), id, entry: id ? take(id) : "", profile: kept("roadmap-profile") ?? "" });
}

// --- What the browser keeps

const read = (id) => kept(PREFIX + id) ?? "";

function forget(id) {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

/** Every window comes back to its own place, a new one to the last. */
function opened() {
  try {
    return sessionStorage.getItem(OPEN) ?? localStorage.getItem(OPEN) ?? "";
  } catch {
    return "";
  }
}

function remember(id) {
  try {
    sessionStorage.setItem(OPEN, id);
    localStorage.setItem(OPEN, id);
  } catch {
    // The page works without, but a reload begins anew.
  }
}

/** What the list shows and searches; an entry that cannot be read is left alone. */
function summaries() {
  const found = [];
  try {
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
      try {
        const { id, title, changed, turns } = JSON.parse(localStorage.getItem(key));
        const questions = turns.map((turn) => turn.answer.question.slice(0, 200));
        if (key === PREFIX + id) found.push({ id, title, changed, questions });
      } catch {
        continue;
      }
    }
  } catch {
    // A browser that keeps nothing.
  }
  return found;
}

// --- What the page shows

/** A field in the place of the title; Enter takes the new one, Escape leaves the old. */
function edit(item, done) {
  const row = item.querySelector(".row"), form = document.createElement("form");
  const field = document.createElement("input"), button = document.createElement("button");
  Object.assign(field, { value: row.querySelector(".name").textContent, maxLength: 80, ariaLabel: words().title });
  button.textContent = words().save;
  form.append(field, button);
  const leave = () => {
    form.remove();
    row.hidden = false;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
    done(field.value);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    leave();
    row.querySelector(".rename").focus();
  });
  row.hidden = true;
  row.before(form);
  field.select();
}

function save({ name, media, text }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: media }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const wide = () => matchMedia("(min-width: 1100px)").matches;
const side = () => document.getElementById("conversations-side");
const isOpen = () => side().classList.contains("open");

function toggle(open) {
  if (isOpen() !== open) side().querySelector(".toggle-button").click();
}

/** Open on a wide screen; its button says in words what it does, and whether it has. */
function sidebar() {
  const button = side().querySelector(".toggle-button");
  const say = () => { button.ariaExpanded = String(isOpen()); };
  button.ariaLabel = words().list;
  new MutationObserver(say).observe(side(), { attributeFilter: ["class"] });
  say();
  toggle(wide());
}
