"""Pages on which the country of an address stands name who it comes from, as the licence of the data asks."""

import re
from html import unescape

import pytest

from tests.browser import Browser, hand_in_sample
from tests.service import Prepared
from tests.web.sweep import asks

ABROAD = re.compile(r"Brazil|\(BR\)")  # the country of one sign-in of the sample, which no other text of ours names
CREDIT = "https://db-ip.com"


@pytest.fixture
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A case whose sample is examined."""
    return Prepared(tmp_path_factory.mktemp("sample"), hand_in_sample)


def test_every_page_with_a_country_credits_its_source(browser: Browser) -> None:
    """All pages of a case: those that the sweep names, and those to which they link."""
    routes = {ask.path for ask in asks() if ask.verb == "GET" and ask.route.startswith("/case")}
    waiting, seen, naming = sorted(routes | {"/case/letters/household"}), set[str](), set[str]()
    while waiting and len(seen) < 250:
        path = waiting.pop()
        answer = browser.get(path)
        seen.add(path)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code != 200 or not is_page or "attachment" in answer.headers.get("Content-Disposition", ""):
            continue
        if ABROAD.search(unescape(re.sub("<[^>]*>", " ", answer.text))):
            naming.add(path.partition("?")[0])
            assert CREDIT in answer.text, path
        links = {unescape(link).partition("#")[0] for link in re.findall(r'href="(/case/[^"]+)"', answer.text)}
        waiting += sorted(link for link in links - seen - {*waiting} if not re.search(r"export|[.]\w+$", link))
    assert naming >= {"/case/book", "/case/findings", "/case/letters/household"}, naming
