"""``make screenshots``: the pages that the documents show, of the sample case on a phone, into docs/screenshots/; and
every page on contact sheets in build/screenshots/, on a phone and a wide window, light and dark, in both languages."""

import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from app.settings import Settings
from tests.journey.conftest import FLAGS, chromium, follow, visitor
from tests.service import listening

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "screenshots"
SHEETS = ROOT / "build" / "screenshots"
PAGES = {"result": "/case/result", "question": "/case/recognise", "steps": "/case/steps", "summary": "/case/summary"}
COLOURS = 64  # as many as text and a few coloured areas need
LARGEST = 150_000  # bytes of a picture
OPEN = (
    "/",
    "/start/money",
    "/start/told",
    "/privacy",
    "/upload",
    "/get-files",
    "/resume",
    "/sign-in",
    "/sign-up",
    "/verify",
)
OF_SAMPLE = (
    *("/case", "/case/files", "/case/result", "/case/recognise", "/case/end", "/case/book", "/case/findings"),
    *("/case/steps", "/case/steps/save.household", "/case/paper", "/case/paper?easy=1", "/case/deadlines"),
    *("/case/summary", "/case/exports", "/case/safety"),
)
OF_CASE = (
    *("/case", "/case/questions", "/case/questions/money.market", "/case/steps", "/case/household", "/case/contacts"),
    *("/case/evidence", "/case/letters", "/case/letters/shop_support", "/case/summary", "/case/summary/police_jp"),
    *("/case/owner", "/case/bundle", "/case/export", "/case/browsers", "/case/helpers", "/case/keep", "/case/delete"),
)
WINDOWS = {"phone": (390, 0.5, 1600), "wide": (1280, 0.25, 1600)}  # width, scale, and what is kept of the height
ACROSS = {"phone": 9, "wide": 6}  # pictures in a row


def main() -> None:
    """Starts a service and writes the pictures of each language."""
    FOLDER.mkdir(exist_ok=True)
    SHEETS.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        listening(Settings(data=Path(folder) / "data")) as site,
        sync_playwright() as play,
        play.chromium.launch(executable_path=chromium(), args=FLAGS, chromium_sandbox=False) as browser,
    ):
        for lang in ("ja", "en"):
            show(browser, site, lang)
            sheets(browser, site, lang)


def show(browser: Browser, site: str, lang: str) -> None:
    """The front page and those of the sample case, in one language."""
    context = visitor(browser, lang)
    page = context.new_page()
    page.goto(site)
    save(page.screenshot(), f"front-{lang}")
    open_sample(context, site)
    for name, path in PAGES.items():
        page.goto(site + path)
        save(page.screenshot(), f"{name}-{lang}")
    context.close()


def save(picture: bytes, name: str) -> None:
    """Writes a PNG of few colours."""
    path = FOLDER / f"{name}.png"
    with Image.open(BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < LARGEST, f"{path.name} is too large"
    print(path.relative_to(ROOT), path.stat().st_size // 1000, "kB")


def open_sample(context: BrowserContext, site: str) -> None:
    """The sample in this browser, examined."""
    page = context.new_page()
    page.goto(site)
    follow(page, page.locator("form[action='/sample'] button"))
    page.wait_for_url("**/case/result", timeout=120_000)
    page.close()


def open_case(context: BrowserContext, site: str) -> None:
    """A case without files in this browser."""
    page = context.new_page()
    page.goto(f"{site}/start/money")
    follow(page, page.locator("button[value='symptom.unknown_charge']"))
    page.close()


def sheets(browser: Browser, site: str, lang: str) -> None:
    """The contact sheets of one language: every page as a small picture with its address and height."""
    contexts = {paths: visitor(browser, lang) for paths in (OPEN, OF_SAMPLE, OF_CASE)}
    open_sample(contexts[OF_SAMPLE], site)
    open_case(contexts[OF_CASE], site)
    for window, (width, scale, height) in WINDOWS.items():
        for scheme in ("light", "dark"):
            pictures = []
            for paths, context in contexts.items():
                page = context.new_page()
                page.set_viewport_size({"width": width, "height": 844})
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                for path in paths:
                    page.goto(site + path)
                    whole = page.evaluate("document.documentElement.scrollHeight")
                    with Image.open(BytesIO(page.screenshot(full_page=True))) as image:
                        part = image.convert("RGB").crop((0, 0, width, min(height, image.height)))
                    size = int(width * scale), int(part.height * scale)
                    pictures.append((f"{path} ({whole / 844:.1f})", part.resize(size)))
                page.close()
            name = f"{window}-{scheme}-{lang}.png"
            _contact_sheet(pictures, ACROSS[window]).save(SHEETS / name, optimize=True)
            print((SHEETS / name).relative_to(ROOT), len(pictures), "pages")
    for context in contexts.values():
        context.close()


def _contact_sheet(pictures: list[tuple[str, Image.Image]], across: int) -> Image.Image:
    """The pictures in rows, each below its title."""
    rows = list(_rows(pictures, across))
    width = max(sum(picture.width + 8 for _, picture in row) for row in rows)
    sheet = Image.new("RGB", (width, sum(max(picture.height for _, picture in row) + 24 for row in rows)), "#888888")
    draw, top = ImageDraw.Draw(sheet), 0
    for row in rows:
        left = 0
        for title, picture in row:
            draw.text((left + 2, top + 2), title, fill="black")
            sheet.paste(picture, (left, top + 18))
            left += picture.width + 8
        top += max(picture.height for _, picture in row) + 24
    return sheet


def _rows(pictures: list[tuple[str, Image.Image]], across: int) -> Iterator[list[tuple[str, Image.Image]]]:
    for start in range(0, len(pictures), across):
        yield pictures[start : start + across]


if __name__ == "__main__":
    main()
