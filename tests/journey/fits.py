"""What a page has to fit into beside a phone's screen: a very narrow or low window, and a sheet of A4."""

import io

import pypdf
from playwright.sync_api import Page

MOST_SHEETS = {"/case/paper": 2, "/case/paper?easy=1": 1}  # of A4, for the plan and for its easy version

NARROW = (320, 256)  # CSS pixels: 1,280 x 1,024 at 400 %
SHEET = (688, 1017)  # A4 without margins of 14 mm, at 96 pixels an inch
LEAST_FILLED = 1 / 3  # of the height of each sheet but the last

# Anything wider than the window, what stays over the content of a low one, and words of a picture over each other.
NARROW_FAULTS = """() => {
  const view = document.scrollingElement, faults = [];
  if (view.scrollWidth > view.clientWidth) faults.push(`wide at ${view.clientWidth}: ${view.scrollWidth}`);
  for (const each of document.querySelectorAll("body *"))
    if (["fixed", "sticky"].includes(getComputedStyle(each).position) && each.checkVisibility() && each.offsetHeight)
      faults.push(`stays in the way: ${each.tagName}.${each.className}`);
  for (const picture of document.querySelectorAll(".picture > svg")) {
    const words = [...picture.querySelectorAll("text")].map((each) => [each.getBoundingClientRect(), each.textContent]);
    words.forEach(([box, text], place) => {
      for (const [other, beside] of words.slice(place + 1))
        if (box.right > other.left && other.right > box.left && box.bottom > other.top && other.bottom > box.top)
          faults.push(`over each other: ${text}, ${beside}`);
      if (box.left < -1 || box.right > view.clientWidth + 1) faults.push(`past the edge: ${text}`);
    });
  }
  return faults;
}"""
# The texts that the screen shows once everything is unfolded, those of tiles too, without what is only pressed or
# filled in.
REMEMBER = """() => {
  const fields = "select, option, textarea, form:not(.on-paper)";
  const press = `button:not(.tile, .tap), .button, nav, .unseen, .screen-only, .buttons, ${fields}`;
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const drawn = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return node.parentElement.checkVisibility({visibilityProperty: true}) && range.getClientRects().length > 0;
  };
  const folded = [...document.querySelectorAll("details:not([open])")];
  for (const each of folded) each.open = true;
  const texts = [], cards = ".card:has(> form.ask:not(.on-paper))";
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.data.trim() && !node.parentElement.closest(`${press}, ${cards}`) && drawn(node)) texts.push(node);
  }
  for (const each of folded) each.open = false;
  window.remembered = {texts, drawn};
}"""
PAPER_FAULTS = """() => {
  const faults = [], {texts, drawn} = window.remembered;
  const shown = (each) => each.checkVisibility({visibilityProperty: true}) && each.offsetHeight > 1;
  for (const node of texts) if (!drawn(node)) faults.push(`not on paper: ${node.data.trim().slice(0, 60)}`);
  const press = "button:not(.tile, .tap), input, select, textarea, progress, nav, form:not(.on-paper), .button";
  for (const each of document.querySelectorAll(press))
    if (shown(each) && !/^(tel|https):/.test(each.getAttribute("href") || ""))
      faults.push(`control on paper: ${each.tagName} ${each.textContent.trim().slice(0, 40)}`);
  for (const each of document.querySelectorAll("form:not(.on-paper)"))
    if (each.querySelector("table, dl, figure, .thing, svg:not(.icon)"))
      faults.push(`content in a form: ${each.action}`);
  for (const each of document.querySelectorAll("main *")) {
    if (each.closest(".unseen, .across, svg") || !shown(each)) continue;
    if (each.getBoundingClientRect().right > innerWidth + 1)
      faults.push(`past the edge: ${each.outerHTML.slice(0, 80)}`);
    const kept = each.tagName === "IMG" || getComputedStyle(each).overflow === "visible";
    if (!kept && (each.scrollHeight > each.clientHeight + 1 || each.scrollWidth > each.clientWidth + 1))
      faults.push(`cut on paper: ${each.outerHTML.slice(0, 80)}`);
  }
  return faults.slice(0, 5);
}"""


def faults(page: Page) -> list[str]:
    """What does not fit, of the page that is open; its window is as before afterwards."""
    window = page.viewport_size
    assert window is not None
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    wrong: list[str] = page.evaluate(NARROW_FAULTS)
    page.set_viewport_size({"width": SHEET[0], "height": SHEET[1]})
    page.evaluate(REMEMBER)
    page.emulate_media(media="print")
    wrong += page.evaluate(PAPER_FAULTS)
    page.emulate_media(media="null")
    page.set_viewport_size(window)
    return wrong


def sheets(page: Page) -> list[str]:
    """The text of each sheet of A4 on which a page prints."""
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]


def nearly_empty(page: Page) -> list[int]:
    """The numbers of the sheets of A4, except the last one, whose text and pictures end in the upper third."""
    whole = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    return [number for number, sheet in enumerate(whole[:-1], 1) if _filled(sheet) < LEAST_FILLED]


def _filled(sheet: pypdf.PageObject) -> float:
    """How far down the text and the pictures of a sheet go, as a part of its height. Letters that are turned, as of the
    word across a sample, do not count."""
    bottoms = [float(sheet.mediabox.height)]
    pictures = sheet.images.keys()

    def note(text: str, drawing: list[float], letters: list[float], *_: object) -> None:
        if text.strip() and not letters[1] and not drawing[1]:
            bottoms.append(letters[5] * drawing[3] + drawing[5])

    def note_picture(operator: bytes, names: list[str], drawing: list[float], *_: object) -> None:
        if operator == b"Do" and names[0] in pictures:
            bottoms.append(drawing[5] + min(drawing[3], 0))

    sheet.extract_text(visitor_text=note, visitor_operand_before=note_picture)
    return 1 - min(bottoms) / float(sheet.mediabox.height)
