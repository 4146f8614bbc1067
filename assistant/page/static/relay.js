/** Tell the server, through an element of the page that Python listens to. */
export function send(name, data) {
  document.querySelector("#relay i").dispatchEvent(
    new CustomEvent("roadmap", { bubbles: true, detail: { name, data } }));
}
