"""The findings page: what is said, what is shown of the files, and how an answer is kept."""

import re
from typing import Any

import pytest
from fastapi import FastAPI

from analyzers.rules import reasons
from app.cli.report_text import STOP_SENTENCE
from app.i18n.translate import translate
from app.web.fragments.untrusted import safe_text
from app.web.templating import environment
from tests.browser import Browser
from tests.web.pages.conftest import keep
from tests.web.pages.stored_report import HOSTILE, REPORT, finding, outcome, row


def article(html: str, name: str) -> str:
    """The part of the page about one finding."""
    found = re.search(rf'<article class="card" id="f-{name}">.*?</article>', html, re.S)
    assert found, name
    return found[0]


def test_hostile_text_is_inert(reader: Browser) -> None:
    """Text from a file does nothing, is set apart, shows what is invisible, and its addresses are no links."""
    for path in ("/case/findings", "/case/files", "/case/steps", "/case"):
        html = reader.get(path).text
        assert not re.search(r"<script(?! src=\"/static/)|<img src=x|\u202e|\u200b", html)
        assert 'href="https://evil' not in html
    html = reader.get("/case/findings").text
    assert '<span class="ctl">U+202E</span>&lt;script&gt;alert(1)&lt;/script&gt;<span class="ctl">U+200B</span>' in html
    assert "<bdi>券" in html


def test_a_finding_says_everything(reader: Browser, lang: str) -> None:
    """Sentence, weight in words, why, how it may be harmless, the rows as they stood with their place, four answers."""
    html = article(reader.get("/case/findings").text, "aaaa")
    for sentence in ("High", "Why we show this", "How this may be harmless", "Was this you?", "Yes, that was me"):
        assert translate(sentence, lang) in html
    assert ("、12行目" if lang == "ja" else ", line 12") in re.sub("</?bdi>", "", html)
    assert "¥12,800" in html
    assert "山田 太郎\n東京都" in html
    assert "b.csv" in html
    assert html.count('name="verdict"') == 5  # it is about a refund, whose money may be missed
    assert "Gift" in html.split("</table>")[1]


def test_unproved_findings_say_so(reader: Browser, lang: str) -> None:
    """What is only unusual is not shown as certain."""
    html = reader.get("/case/findings").text
    assert translate("This follows from the figures in your own files. It is not an estimate.", lang) in article(
        html, "aaaa"
    )
    for name in ("bbbb", "cccc"):
        assert ("まだ確かなことは言えません" if lang == "ja" else "cannot yet say") in article(html, name)


def test_many_rows_have_a_page(reader: Browser) -> None:
    """A finding with many rows shows the first ones and leads to the others, where what is cut is counted."""
    html = article(reader.get("/case/findings").text, "bbbb")
    assert html.count('<details class="evidence"') == 4
    assert 'href="/case/findings/bbbb"' in html
    assert html.count('<details class="evidence" open>') == 1
    assert "95" in html
    own = article(reader.get("/case/findings/bbbb").text, "bbbb")
    assert own.count('<details class="evidence"') == 60
    assert "39" in own
    assert reader.get("/case/findings/zzzz").status_code == 404


def test_many_findings_stay_short(app: FastAPI, reader: Browser) -> None:
    """Of many findings the first two are whole, the next ones a line each that opens, and the others unfold together;
    these have their rows on their own pages. None is left out."""
    keep(app, REPORT | {"findings": [finding(f"f{number:03}") for number in range(30)]})
    html = reader.get("/case/findings").text
    assert html.count("<article") == 30
    assert html.count('<details class="fold">') == 28
    outside = html[: html.index('id="f-f020"')]
    assert translate("and {count} more", "ja").format(count=10) in outside
    assert html.index('id="f-f001"') < html.index('<details class="fold">')
    assert html.count('<details class="evidence"') == 20
    assert '<details class="evidence"' not in article(html, "f025")
    assert 'href="/case/findings/f025"' in article(html, "f025")
    assert '<details class="evidence"' in reader.get("/case/findings/f025").text


def test_an_answer_is_kept_and_can_change(reader: Browser, lang: str) -> None:
    """An answer leads back to the same finding, is shown there, and may be changed."""
    for verdict, label in (
        ("not_mine", "I do not recognise it"),
        ("family", "By my word, it was someone in my family"),
    ):
        answer = reader.post("/case/findings", {"finding": "bbbb", "verdict": verdict}, on="/case/findings")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/case/findings#f-bbbb")
        html = reader.get("/case/findings").text
        assert translate(label, lang) in article(html, "bbbb")
        assert f'value="{verdict}" aria-pressed="true"' in article(html, "bbbb")
        assert 'aria-pressed="true"' not in article(html, "aaaa")


def test_only_real_answers(reader: Browser) -> None:
    """An unknown finding or answer, or half a form, is refused with a sentence."""
    for data, status in (
        ({"finding": "zzzz", "verdict": "mine"}, 404),
        ({"finding": "aaaa", "verdict": "perhaps"}, 422),
        ({"finding": "aaaa"}, 422),
    ):
        answer = reader.post("/case/findings", data, on="/case/findings")
        assert answer.status_code == status
        assert "<h1>" in answer.text
    assert 'aria-pressed="true"' not in reader.get("/case/findings").text


def test_what_could_not_be_judged(reader: Browser, lang: str) -> None:
    """What is missing is named once, with all that it holds up and the way to get it; silence is never "safe"."""
    html = reader.get("/case/findings").text
    assert re.sub("</?bdi>", "", html).count(translate(reasons.sentence("missing.ledger"), lang)) == 1
    assert html.count("/get-files#amazon.gift_card_page") == 1
    asked = re.escape(translate("So whether any of this happened could not be checked:", lang))
    assert re.search(rf"{asked}</p>\s*<ul[^>]*><li>\S*The first check", html)
    assert all(one in html for one in ("The first check", "The second check", "A check that found nothing"))


def test_source_of_countries(app: FastAPI, reader: Browser) -> None:
    """Where countries were looked up, the source and the day of its data are shown; elsewhere they are not."""
    assert (
        '<a href="https://db-ip.com" rel="noreferrer">IP Geolocation by DB-IP</a>' in reader.get("/case/findings").text
    )
    keep(app, REPORT | {"events": {"orders": 4200}})
    assert "DB-IP" not in reader.get("/case/findings").text


def test_nothing_found_is_said_honestly(app: FastAPI, reader: Browser, lang: str) -> None:
    """Nothing found is not called safe, and nothing read is not called nothing found."""
    keep(app, REPORT | {"findings": []})
    assert translate("Nothing unusual was found in what you handed in", lang) in reader.get("/case/findings").text
    gaps = [
        outcome("order.c", "A check", "not_assessable", "missing.orders"),
        outcome("case.coverage_gap", "A gap", "clear"),
    ]
    keep(app, REPORT | {"findings": [], "outcomes": gaps})
    html = reader.get("/case/findings").text
    assert translate("None of our checks could be made with what you handed in", lang) in html
    assert 'href="#unjudged"' in html
    assert not [
        one for one in ("Nothing unusual was found in what you handed in", "A gap") if translate(one, lang) in html
    ]
    keep(app, REPORT | {"findings": [], "coverage": [], "events": {}})
    html = reader.get("/case/findings").text
    assert translate("Nothing could be examined", lang) in html
    assert translate("Nothing unusual was found in what you handed in", lang) not in html


def test_hostile_text_stays_exact_for_whoever_selects_it(reader: Browser) -> None:
    """No visible character of a cell is lost or changed."""
    seen = HOSTILE.replace("\u202e", "").replace("\u200b", "").replace("<", "&lt;").replace(">", "&gt;")
    html = re.sub(r'<span class="ctl">U\+[0-9A-F]+</span>', "", reader.get("/case/findings").text)
    assert f"<bdi>{seen}</bdi>" in html


def told(name: str, day: str, **more: Any) -> dict[str, Any]:
    """A finding of a day whose line in a story names it."""
    at, amount = f"2026-03-{day}T20:00:00Z", {"minor": 12800, "currency": "JPY"}
    cited: dict[str, Any] = row(int(day), Product=name)
    cited |= {"event": f"event-of-{name}", "at": at, "table": "orders", "money": amount}
    values = {"item": name + HOSTILE, "at": f"{at}[Asia/Tokyo]", "amount": amount}
    story = {"sentence": "On {at} it was {item}.", "values": values, "evidence": [cited], "zone": "Asia/Tokyo"}
    return finding(name, detector=f"order.{name}", at=at, **story, **more)


def test_findings_stand_with_their_story(app: FastAPI, reader: Browser, lang: str) -> None:
    """Findings of one episode stand together under its days and its story, in the order of the episodes; what belongs
    to none comes after them; a finding alone needs no story. Money and a way to stop what can be stopped are said."""
    story = [told("bbbb", "04"), told("cccc", "03", stoppable=True)]
    keep(app, REPORT | {"findings": [finding("aaaa", at=None, at_basis=None), *story]})
    html = reader.get("/case/findings").text
    places = [html.index(f'id="f-{name}"') for name in ("cccc", "bbbb", "aaaa")]
    assert places == sorted(places)
    assert html.count('<section class="story"') == 1
    section = html[html.index('<section class="story"') : html.index("</section>")]
    assert "¥25,600" in section
    assert ("2026年3月4日" if lang == "ja" else "4 Mar 2026") in section
    assert section.count("<li>On ") == 2
    assert translate(STOP_SENTENCE, lang) in html
    assert '<a href="/case/steps/stop.cancel_orders">' in section
    assert not re.search(r"<script(?! src=\"/static/)|<img src=x|\u202e|\u200b", html)
    keep(app, REPORT | {"findings": [told("aaaa", "01"), told("bbbb", "28")]})
    assert '<section class="story"' not in reader.get("/case/findings").text


def test_a_story_leaves_out_what_was_recognised(app: FastAPI, reader: Browser, lang: str) -> None:
    """What was answered with “me” or “my family” is no longer told; when all of it is, that is said."""
    keep(app, REPORT | {"findings": [told("aaaa", "03"), told("bbbb", "04")]})
    reader.post("/case/findings", {"finding": "aaaa", "verdict": "mine"}, on="/case/findings")
    assert reader.get("/case/findings").text.count("<li>On ") == 1
    reader.post("/case/findings", {"finding": "bbbb", "verdict": "family"}, on="/case/findings")
    html = reader.get("/case/findings").text
    assert "<li>On " not in html
    assert translate("You have recognised all of it.", lang) in html


def test_countries_have_names_and_nothing_leaves_a_gap(app: FastAPI, reader: Browser, lang: str) -> None:
    """A sentence names a country as people do, and a part of it that is not said leaves no gap behind."""
    said = {"message": "From {country}. {note}", "values": {"country": "BR", "note": ""}}
    keep(app, REPORT | {"findings": [REPORT["findings"][0] | said]})
    name = "ブラジル" if lang == "ja" else "Brazil"
    assert f"<p>From <bdi>{name}</bdi>.</p>" in article(reader.get("/case/findings").text, "aaaa")


def test_things_are_offered_with_what_they_answer(app: FastAPI, reader: Browser, lang: str) -> None:
    """Below the four answers stands each thing that explains the finding and how many findings it answers; an order
    that only this finding names is not offered, since the answer above says the same."""
    plain = {"from": None, "to": None}
    here, order = {"kind": "address", "value": HOSTILE, **plain}, {"kind": "order", "value": "250-1", **plain}
    stay = {"kind": "country", "value": "FR", "from": "2026-02-01", "to": "2026-02-03"}
    first, second, third = REPORT["findings"]
    findings = [first | {"entities": [here, order]}, second | {"entities": [here]}, third | {"entities": [stay]}]
    keep(app, REPORT | {"findings": findings})
    html = reader.get("/case/findings").text
    assert article(html, "aaaa").count('name="entity"') == 1
    assert (
        translate("(answers {count} finding)", lang, 2).format(count=2)
        in article(html, "aaaa").split('name="entity"')[1]
    )
    assert "<script>" not in html
    assert ("フランス" if lang == "ja" else "France") in article(html, "cccc")


@pytest.mark.parametrize(
    ("name", "spoken"), [("山田商店", {"en": "ja"}), ("Example Store", {"ja": "en"}), ("B0-12", {})]
)
def test_a_name_says_its_language(lang: str, name: str, spoken: dict[str, str]) -> None:
    """By its script, where that is not the page's; a number or a code has none."""
    attribute = f" lang={spoken[lang]}" if lang in spoken else ""
    markup = environment(lang).from_string("<p>{{ name }}</p>").render(name=safe_text(name))
    assert markup == f"<p><bdi{attribute}>{name}</bdi></p>"
