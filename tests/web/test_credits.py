"""Pages on which the country of an address stands name who it comes from, as the licence of the data asks."""

import re
from html import unescape

from tests.browser import Browser
from tests.web.sweep import asks

ABROAD = re.compile(r"Brazil|\(BR\)")  # the country of one sign-in of the sample, which no other text of ours names
CREDIT = "https://db-ip.com"


def test_every_page_with_a_country_credits_its_source(sampled: Browser) -> None:
    """All pages of a case: those that the sweep names, and those to which they link."""
    routes = {ask.path for ask in asks() if ask.verb == "GET" and ask.route.startswith("/case")}
    waiting, seen, naming = sorted(routes | {"/case/letters/household"}), set[str](), set[str]()
    while waiting and len(seen) < 250:
        path = waiting.pop()
        answer = sampled.get(path)
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
