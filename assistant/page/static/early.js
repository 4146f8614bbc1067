// Before Gradio starts: it takes the language from the browser, so the visitor's choice takes the browser's place.
// Some browsers keep nothing, and say so by an error.
function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // The page works without.
  }
}
// The tab with sources waits with its search until fingers rest.
var sourcesWait = 0;
// Gradio knows Chinese as zh-CN, whatever the browser calls it.
const language = (kept("roadmap-language") ?? navigator.language).toLowerCase().startsWith("zh") ? "zh-CN" : "en";
Object.defineProperty(navigator, "language", { get: () => language });
Object.defineProperty(navigator, "languages", { get: () => [language] });
document.documentElement.lang = language;
/** The language of the interface as the project calls it. */
const spoken = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");
