"""Elements of a saved page are found as a style sheet names them, and their text reads as the page shows it."""

import pytest

from app.importers.shared.pages.elements import Element, element_lines, page
from app.reader.detect.encoding import detect
from app.reader.documents.page import page_elements, read_page
from app.reader.limits import Limits

PAGE = """<html><body><ul id="list"><li class="card new"><p class="day">注文日 <span>2026年1月2日</span></p>
<dl><dt>注文番号<dd class="number">shop-12345678</dl><a href="/x?y=1" aria-label="注文詳細"><img alt="picture"></a>
<p style="display:none">hidden</p><li class=card data-testid="item-2">two <b>bold</b> <i>words</i><br>a<!-- no -->b</ul>
<div class="card">outside</div></body>"""


def element_of(text: str) -> Element:
    data = text.encode()
    table = page_elements("p.html", read_page(data, detect(data, page=True), Limits()))
    assert table is not None
    found = page(table.head)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("ul#list li.card", ["注文日 2026年1月2日|注文番号|shop-12345678", "two bold words|ab"]),
        ("li.card.new p.day span", ["2026年1月2日"]),
        ("dd.number", ["shop-12345678"]),
        ("[data-testid^=item-]", ["two bold words|ab"]),
        ("li[data-testid=item-2] b", ["bold"]),
        ("a[href][label=注文詳細]", [""]),
        ("ul .card div", []),
        ("p", ["注文日 2026年1月2日", ""]),
    ],
)
def test_selectors_find_elements_and_their_visible_text(selector: str, texts: list[str]) -> None:
    """Tags, ids, classes and attributes, one within another; end tags may be missing and hidden text is left out."""
    assert ["|".join(one.lines()) for one in element_of(PAGE).select(selector)] == texts


def test_attributes_and_lines() -> None:
    """A link keeps its address, its spoken label and those of its pictures; lines know the row they begin in."""
    whole = element_of(PAGE)
    link = whole.first("a")
    assert link is not None
    assert (link.attribute("href"), link.attribute("label"), link.attribute("data-none")) == ("/x?y=1", "注文詳細", "")
    assert [one.attribute("label") for one in link.select("img")] == ["picture"]
    assert whole.words("h1") is None
    numbers = [number for number, _ in whole.numbered_lines()]
    assert numbers == sorted(set(numbers))


def test_a_single_text_is_shown_with_the_box_around_it() -> None:
    """A person sees the order that a line belongs to, and not the whole page."""
    text = "<ul>" + "<li><p>day</p><p>number</p><div>title</div></li>" * 30 + "</ul>"
    table = page_elements("p.html", read_page(text.encode(), detect(text.encode(), page=True), Limits()))
    assert table is not None
    place = next(number for number, row in enumerate(table.rows) if row[-1] == "title")
    assert list(element_lines(table.head, place).values()) == ["day", "number", "title"]
    assert element_lines(table.head, len(table.rows)) == {}


@pytest.mark.parametrize(
    "text", ["", "plain", "<div>" * 3000 + "x", "</div></p>" * 3000, "<p>a<p>b<table><tr><td>c<td>d"]
)
def test_odd_pages_are_no_trouble(text: str) -> None:
    """Neither unclosed nor surplus tags make a page fail or slow."""
    data = text.encode()
    table = page_elements("p.html", read_page(data, detect(data, page=True), Limits()))
    if table is not None:
        found = page(table.head)
        assert found is not None
        assert found.lines()


def test_hidden_text_and_parts_kept_for_later_are_there_for_those_who_ask() -> None:
    """A script of type text/template holds a part of the page; other scripts and comments hold none."""
    whole = element_of(
        '<div id="a" data-x="1">seen <span style="display:none">kept</span><i class="later">also</i></div>'
        '<script id="t-1" type="text/template"><p>name<br>street</p></script><script>no()</script><!-- no -->'
    )
    first, part = whole.first("div[data-x=1]"), whole.first("pagepart[id^=t-]")
    assert first is not None
    assert part is not None
    assert (first.lines(), first.lines(hidden=True)) == (["seen also"], ["seen keptalso"])
    assert (first.lines(without=("later",)), part.lines(), part.lines(hidden=True)) == (
        ["seen"],
        [],
        ["name", "street"],
    )
    assert [one.tag for one in next(iter(part.select("p"))).around()][:1] == ["pagepart"]
