// A press of the button: it asks the open window of the page saver to go on, or opens that window.
// The press alone grants access to the tab that is seen, and only until that tab leaves its site.
import { patiently } from "./patience.js";

async function pressed(tab) {
  const press = { tab: tab.id, handIn: await isHandIn(tab) };
  const answered = await chrome.runtime.sendMessage(press).catch(() => undefined);
  if (answered) return;
  const place = `walk.html?tab=${tab.id}`;
  await chrome.windows.create({ url: place, type: "popup", width: 460, height: 680, incognito: tab.incognito });
}

// Whether the tab shows the page of a Mioboe on which files are handed in; null where that cannot be known.
async function isHandIn(tab) {
  if (!/^https?:/.test(tab.url ?? "")) return false; // a page of the browser itself, which no extension may read
  const func = () => Boolean(document.querySelector("form[data-page-saver] input[type=file]"));
  const read = () => chrome.scripting.executeScript({ target: { tabId: tab.id }, func });
  return patiently(read).then(([frame]) => frame.result, () => null);
}

chrome.action.onClicked.addListener(pressed);
