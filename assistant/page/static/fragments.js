// Pieces of HTML that the server has made and cleaned.
const FAILED = `<p class="fault" role="alert"><span class="only-en" lang="en">This could not be loaded: try again.</span>
  <span class="only-zh" lang="zh">没能加载：请再试一次。</span></p>`;
const newest = new WeakMap();

/** Put the piece at an address into a box; whether it is the last one that was asked for. */
export async function fill(box, address) {
  newest.set(box, address);
  let html = FAILED;
  try {
    const answer = await fetch(address);
    // What is not there says so itself.
    if (answer.ok || answer.status === 404) html = await answer.text();
  } catch {
    // Without a connection the line above is shown.
  }
  if (newest.get(box) !== address) return false;
  box.innerHTML = html;
  return true;
}

/** Empty a box; what is still on its way to it is dropped. */
export function abandon(box) {
  newest.delete(box);
  box.replaceChildren();
}
