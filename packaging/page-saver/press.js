// A press of the button: it asks the open window of the page saver to go on, or opens that window.
// The press alone grants access to the tab that is seen, and only until that tab leaves its site.

async function pressed(tab) {
  const press = { tab: tab.id, handIn: await isHandIn(tab.id) };
  const answered = await chrome.runtime.sendMessage(press).catch(() => undefined);
  if (answered) return;
  const place = `walk.html?tab=${press.tab}${press.handIn ? "&hand-in" : ""}`;
  await chrome.windows.create({ url: place, type: "popup", width: 460, height: 680, incognito: tab.incognito });
}

// Whether the tab shows the page of a Mioboe on which files are handed in.
async function isHandIn(tabId) {
  try {
    const [frame] = await chrome.scripting.executeScript({
      target: { tabId },
      func: () => Boolean(document.querySelector("form[data-page-saver] input[type=file]")),
    });
    return frame.result;
  } catch {
    return false; // a page of the browser itself, which no extension may read
  }
}

chrome.action.onClicked.addListener(pressed);
