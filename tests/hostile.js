// Watches a page before anything of it runs: what payloads would do, and what they would leave behind.
(() => {
  const done = [];
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
    Object.defineProperty(window, name, { value: () => { done.push(`${name}() was called`); } });
  }
  addEventListener("securitypolicyviolation", (event) => {
    done.push(`the policy had to refuse ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });

  // All that our own pieces of HTML consist of.
  const PIECES = ".turn, .start, .profile, #source-list .card, #source-reading, #source-panel .content";
  const ELEMENTS = new Set(("a article br button dd details div dl dt h2 h3 i li mark ol p section small span strong " +
    "summary table tbody td th thead tr ul").split(" "));
  const ATTRIBUTES = /^(aria-[a-z]+|data-[a-z]+|class|download|href|id|lang|open|rel|role|scope|tabindex|target|title|type)$/;
  const LINKS = /^(\?|$)|^https:\/\/(planted\.example\/\?q=|tea\.example\/guide$)/;

  function strange(root) {
    const found = [];
    for (const one of [root, ...root.querySelectorAll("*")]) {
      const tag = one.localName;
      if (!ELEMENTS.has(tag)) found.push(`element ${tag}`);
      for (const { name, value } of one.attributes) {
        if (!ATTRIBUTES.test(name)) found.push(`attribute ${name} of ${tag}`);
        if (name === "href" && !LINKS.test(value)) found.push(`link to ${value}`);
      }
      if (tag === "h2" && one.closest(".asked") && one.children.length) found.push("an element in the question");
    }
    return found;
  }

  // What stands there only for a moment is looked at as well.
  new MutationObserver((changes) => {
    const roots = new Set(changes.map(({ target }) => target.parentElement?.closest(PIECES) ?? target));
    for (const root of roots) {
      for (const piece of root.matches?.(PIECES) ? [root] : root.querySelectorAll?.(PIECES) ?? []) {
        done.push(...strange(piece));
        for (const pending of piece.querySelectorAll(".pending")) window.hostile.pending.push(fold(pending.textContent));
      }
    }
  }).observe(document, { childList: true, subtree: true, characterData: true, attributes: true });

  const fold = (text) => text.replace(/\s+/g, " ").trim();
  const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  async function until(condition, milliseconds = 60000) {
    const last = performance.now() + milliseconds;
    while (!condition()) {
      if (performance.now() > last) return false;
      await sleep(5);
    }
    return true;
  }

  let known = null;
  const globals = () => Object.getOwnPropertyNames(window);

  /** What has happened since the last call. */
  function happened() {
    const made = known ? globals().filter((name) => !known.has(name)) : [];
    known = new Set(globals());
    return [...done.splice(0), ...made.map((name) => `variable ${name}`)];
  }

  const send = (name, data) => document.querySelector("#relay i").dispatchEvent(
    new CustomEvent("roadmap", { bubbles: true, detail: { name, data } }));

  /** Ask what was not asked before, in a conversation without earlier turns; false when no whole answer comes. */
  async function ask(text, answerer) {
    const turn = () => document.querySelector("#last .turn");
    const fault = () => document.querySelector("#fault [role=alert]"), earlier = fault();
    const here = () => turn() && fold(turn().querySelector("h2").textContent) === fold(text);
    const over = () => (here() && turn().dataset.state === "done") || (fault() && fault() !== earlier);
    // Gradio takes no click while the last answer is not quite over.
    for (let tries = 0; tries < 40 && !over(); tries += 1) {
      if (!here()) send(turn() ? "edit" : "example_select", { turn: 0, text, answerer });
      await until(over, here() ? 20000 : 250);
    }
    return over();
  }

  /** Ask each; for each what is wrong: what happened, or that it cannot be read. */
  async function asked(payloads, answerer) {
    const wrong = [];
    for (const payload of payloads) {
      const came = await ask(payload, answerer);
      const shown = document.querySelector("#last h2")?.innerText ?? "";
      const faults = happened();
      const refused = document.querySelector("#fault [role=alert]") && document.querySelector("#question textarea").value === payload;
      if (!came || !(refused || fold(shown) === fold(payload))) faults.push("the question cannot be read");
      wrong.push(faults);
    }
    return wrong;
  }

  /** Read pieces of the server as the page itself does; `places` are addresses with the texts that have to be seen. */
  async function read(selector, places) {
    const { fill } = await import(new URL("page-files/fragments.js", document.baseURI));
    const box = document.querySelector(selector), wrong = [];
    for (const [address, texts] of places) {
      await fill(box, address);
      await sleep(0);
      const faults = [...strange(box), ...happened()], shown = fold(box.textContent);
      for (const text of texts) if (!shown.includes(fold(text))) faults.push(`cannot be read: ${text}`);
      wrong.push(faults);
    }
    return wrong;
  }

  /** The list of sources as it stands; the texts that have to be seen. */
  function listed(texts) {
    const shown = fold(document.querySelector("#source-list").textContent);
    const faults = [...document.querySelectorAll("#source-list .card")].flatMap(strange).concat(happened());
    return texts.map((text) => (shown.includes(fold(text)) ? [] : [`cannot be read: ${text}`]).concat(faults.splice(0)));
  }

  const shown = (selector) => [...document.querySelectorAll(selector)].map((one) => fold(one.innerText));
  const stranger = (selector) => [...document.querySelectorAll(selector)].flatMap(strange);

  window.hostile = { ask, asked, read, listed, shown, stranger, happened, strange, fold, pending: [] };
})();
