// Language and theme of the page: the visitor's choice, or the browser's.
document.addEventListener("click", (event) => {
  const button = event.target.closest("#chrome button");
  if (button?.dataset.language) {
    keep("roadmap-language", button.dataset.language);
    location.reload();
  }
  if (button?.classList.contains("theme")) {
    const dark = document.body.classList.toggle("dark");
    keep("roadmap-theme", dark ? "dark" : "light");
  }
});

const asked = new URLSearchParams(location.search).get("__theme");
const theme = asked ?? kept("roadmap-theme");
if (theme === "dark" || theme === "light") {
  const set = () => { document.body.classList.toggle("dark", theme === "dark"); };
  set();
  // Gradio sets the browser's theme when it mounts, once.
  new MutationObserver((_, observer) => {
    if (document.querySelector("#chrome")) { observer.disconnect(); set(); }
  }).observe(document.body, { childList: true, subtree: true });
}
