"""``make screenshots``: the pages that the documents show, of the sample case on a phone, into docs/screenshots/."""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from app.settings import Settings
from tests.journey.conftest import FLAGS, chromium, follow, visitor
from tests.service import listening

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
PAGES = {"result": "/case/result", "question": "/case/recognise", "steps": "/case/steps", "summary": "/case/summary"}
COLOURS = 64  # as many as text and a few coloured areas need
LARGEST = 150_000  # bytes of a picture


def main() -> None:
    """Starts a service, opens the sample in each language, and writes a picture of each page."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        listening(Settings(data=Path(folder) / "data")) as site,
        sync_playwright() as play,
        play.chromium.launch(executable_path=chromium(), args=FLAGS, chromium_sandbox=False) as browser,
    ):
        for lang in ("ja", "en"):
            show(browser, site, lang)


def show(browser: Browser, site: str, lang: str) -> None:
    """The front page and those of the sample case, in one language."""
    context = visitor(browser, lang)
    page = context.new_page()
    page.goto(site)
    save(page.screenshot(), f"front-{lang}")
    follow(page, page.locator("form[action='/sample'] button"))
    page.wait_for_url("**/case/result", timeout=120_000)
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
    print(path.relative_to(FOLDER.parents[1]), path.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main()
