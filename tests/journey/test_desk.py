"""The code behind the # of a link: a browser fills it in, takes it out of the address, and sends it by the form."""

from playwright.sync_api import Browser, Page, Request

from tests.journey.conftest import follow, visitor

CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV"


def requests_of(page: Page) -> list[Request]:
    """The requests that a page sends from now on."""
    sent: list[Request] = []

    def keep(request: Request) -> None:
        sent.append(request)

    page.on("request", keep)
    return sent


def test_the_code_of_a_link_is_in_no_request_but_the_form(chrome: Browser, site: str) -> None:
    """Neither an address nor a header of any request has it; a link to a place of the page fills nothing in."""
    for path in ("/take-over", "/desk/join"):
        context = visitor(chrome, "en")
        page = context.new_page()
        sent = requests_of(page)
        page.goto(f"{site}{path}#{CODE}")
        assert page.locator("#code").input_value() == CODE
        assert page.url == site + path
        follow(page, page.locator("main form button"))
        assert "does not fit" in page.locator("#errors").inner_text()
        assert [one.url for one in sent if "0123-4567" in one.url] == []
        assert [one.url for one in sent if "0123-4567" in str(one.headers)] == []
        assert sum("0123-4567" in (one.post_data or "") for one in sent) == 1
        page.goto(f"{site}{path}#main")
        assert page.locator("#code").input_value() == ""
        context.close()
