"""Handing in, following the reading, and seeing what was read."""

import re
import timeit

from fastapi import FastAPI

from analyzers.rules.contract import detectors
from app.i18n.translate import translate
from app.importers import formats
from app.importers.shared.tables.unclaimed import PROSE_SENTENCE
from tests.browser import GIFT, ORDERS, Browser
from tests.web.pages.conftest import keep
from tests.web.pages.stored_report import HOSTILE, REPORT, file, problem


def test_what_was_read(reader: Browser, lang: str) -> None:
    """Each file with its kind, rows and period, and its problems by line: twenty at once, the others unfold."""
    html = reader.get("/case/files").text
    assert translate("Amazon: order history", lang) in html
    assert "4,210" in html
    assert "2019" in html
    shown, rest = html.split("<details>", 1)
    line = "行目" if lang == "ja" else "Line "
    assert shown.count(line) == 20
    assert rest.split("</details>")[0].count(line) == 5


def test_what_was_not_read(reader: Browser, lang: str) -> None:
    """Not recognised: what we saw and what to do. Damaged: that it is. Not opened: that it was not."""
    html = reader.get("/case/files").text
    assert "日付</bdi></li>" in html
    assert "<script>alert" not in html
    assert HOSTILE[-20:] in html
    assert translate("How to get your files", lang) in html
    assert "This file is damaged." in html
    assert "picture.jpg" in html


def test_many_files_stay_short(app: FastAPI, reader: Browser) -> None:
    """Of many files the first five are whole, and each of the others is a line that opens."""
    read = [file(f"{number}.csv", format="amazon.order_history", rows=1, events=1) for number in range(4)]
    refused = [file(f"{number}.bin", problems=[problem(None, "corrupt", "Damaged.")]) for number in range(8)]
    keep(app, REPORT | {"files": [*refused, *read]})
    shown, *folded = reader.get("/case/files").text.split('<details class="fold">')
    assert [shown.count(f"{number}.csv") for number in range(4)] == [1] * 4
    assert shown.count(".bin") == 1
    assert len(folded) == 7
    assert all(f"{number}.bin" in each for number, each in enumerate(folded, 1))


def test_nothing_chosen(guest: Browser, lang: str) -> None:
    """An empty form comes back with the error tied to its field, and opens no case."""
    answer = guest.upload()
    assert answer.status_code == 422
    assert 'href="#files"' in answer.text
    assert 'aria-describedby="files-hint files-error"' in answer.text
    assert f"<title>{translate('Error:', lang)}" in answer.text
    assert guest.client.cookies.get("mioboe") is None


def test_upload_to_files(guest: Browser) -> None:
    """Files and pasted text lead to a page that looks again by itself, and then to what was read."""
    answer = guest.upload(
        ("mine.csv", ORDERS.encode()), ("other.csv", b"colour,taste\r\nred,sweet\r\n"), text="hello there"
    )
    assert answer.headers["Location"] == "/case/progress?go=on"
    first = guest.get("/case/progress")
    assert first.headers.get("Refresh", "") == ("4; url=/case/progress?go=on" if "data-poll" in first.text else "")
    state = guest.wait()
    said = translate("Everything you handed in has been looked at.", "ja")
    assert state == {"running": False, "status": said, "percent": None}
    assert "Refresh" not in guest.get("/case/progress").headers
    html = guest.get("/case/files").text
    assert all(name in html for name in ("mine.csv", "other.csv", "colour", "pasted-3.txt"))


def test_running_text_is_no_table(guest: Browser) -> None:
    """Text that only its commas make look like a table is called text, offers no columns, and leads to the questions;
    one with days is still offered."""
    prose = "Lorem ipsum dolor, consectetur elit, sed do tempor.\nUt enim ad minim, quis nostrud.\n"
    guest.upload(text=prose)
    guest.wait()
    html = guest.get("/case/files").text
    assert all(translate(sentence, "ja") in html for sentence in (PROSE_SENTENCE, "I have no files: what happened?"))
    assert translate("What we saw: a table whose first row contains these cells.", "ja") not in html
    assert "2行目" not in html
    assert 'href="/case/columns/' not in html
    guest.upload(text="When,What,Cost\n2026-05-03,pen,300\n")
    guest.wait()
    assert 'href="/case/columns/' in guest.get("/case/files").text


def test_what_could_not_be_used_is_said_at_once(guest: Browser) -> None:
    """Nothing to examine is no success, and beside a good file the unusable ones are not passed over."""
    guest.upload(("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64)), ("other.csv", b"colour,taste\r\nred,sweet\r\n"))
    guest.wait()
    for lang in ("en", "ja"):
        html = guest.get(f"/case/progress?lang={lang}").text
        assert f"<title>{translate('Nothing could be examined', lang)}" in html
        assert translate("Your files have been read", lang) not in html
        assert [html.count(f"{name}</bdi></h3>") for name in ("picture.png", "other.csv")] == [1, 1]
        assert 'href="/case/columns/' not in html  # Without dates there is nothing to map.
        assert "taste</bdi></li>" in html
    guest.upload(text=GIFT)
    guest.wait()
    partly = "Not all of it could be used. Below stands what was wrong with each file and what you can do."
    for lang in ("en", "ja"):
        html = guest.get(f"/case/progress?lang={lang}").text
        assert f"<title>{translate('Your files have been read', lang)}" in html
        assert translate(partly, lang) in html
        assert [html.count(f"{name}</bdi></h3>") for name in ("picture.png", "other.csv")] == [0, 1]
        assert 'href="/case/columns/' not in html
    guest.upload(*((f"bad-{number}.csv", f"a{number},b\r\nred,sweet\r\n".encode()) for number in range(11)))
    guest.wait()
    html = guest.get("/case/progress?lang=en").text
    assert html.count('<article class="card">') == 10
    assert "2 more files could not be used: see the list" in html


def test_the_same_again(guest: Browser) -> None:
    """A file that is there already is named, so that nobody waits for something new from it."""
    guest.upload(("mine.csv", ORDERS.encode()))
    answer = guest.upload(("again.csv", ORDERS.encode()))
    assert answer.status_code == 200
    assert "again.csv" in answer.text


def test_taking_back(guest: Browser) -> None:
    """What was handed in can be taken back; the rest is looked at again. Unknown ids are not found."""
    guest.upload(("mine.csv", ORDERS.encode()), ("other.csv", b"colour,taste\r\nred,sweet\r\n"))
    guest.wait()
    ids = re.findall(r'href="/case/remove/file/(\w+)"', guest.get("/case/files").text)
    assert len(ids) == 2
    where = f"/case/remove/file/{ids[0]}"
    assert "mine.csv" in guest.get(where).text
    answer = guest.post(where, on=where)
    assert answer.headers["Location"] == "/case/progress"
    guest.wait()
    html = guest.get("/case/files").text
    assert "mine.csv" not in html
    assert "other.csv" in html
    assert guest.post(where, on="/upload").status_code == guest.get(where).status_code == 404


def test_guide(guest: Browser, lang: str) -> None:
    """Every format that can be handed in says how to get it, what it cannot show, and where its page is."""
    html = guest.get("/get-files").text
    for name in ("amazon.order_history", "amazon.refund_details", "amazon.gift_card_page", "google.access_log"):
        assert f'id="{name}"' in html
    assert translate("Open takeout.google.com while signed in to the Google account.", lang) in html
    site = "https://www.amazon.co.jp" if lang == "ja" else "https://www.amazon.com"
    assert f'href="{site}/hz/privacy-central/data-requests/preview.html"' in html


def test_guide_names_every_format_once(guest: Browser) -> None:
    """Each format stands in the guide once, with what it cannot show; the sources are found again by their names."""
    html = guest.get("/get-files").text
    for name, module in formats().items():
        assert html.count(f' id="{name}"') == 1, name
        assert module.get
    for source in {name.partition(".")[0] for name in formats()} - {"generic"}:
        assert source in html or "source-money-statements" in html


def test_guide_says_what_a_file_makes_possible(guest: Browser, lang: str) -> None:
    """Which checks follows from what the format's samples fill and from what the checks need."""
    chain, orphan = (translate(detectors()[name].title, lang) for name in ("giftcard.chain_break", "refund.orphan"))
    sections = guest.get("/get-files").text.split("<section")
    page = next(one for one in sections if 'id="amazon.gift_card_page"' in one)
    assert chain in page
    assert orphan not in page
    orders = next(one for one in sections if 'id="amazon.order_history"' in one)
    assert orphan in orders
    assert chain not in orders
    wallet = next(one for one in sections if 'id="paypay.transactions"' in one)
    assert chain not in wallet, "a wallet is no gift card"
    assert translate("together with your orders", lang) in wallet


def test_guide_opens_one_way_at_a_time(guest: Browser) -> None:
    """No source is open, because the commonest pages stand above; of each only the first download is open inside."""
    html = guest.get("/get-files").text
    assert re.findall(r'<details class="source" id="([\w-]+)" open', html) == []
    for source in html.split('<details class="source"')[1:]:
        ways = re.findall(r'<section class="download"[^>]*>\s*<details( open)?>', source)
        assert ways == [" open", *[""] * (len(ways) - 1)]


def test_guide_begins_with_what_takes_minutes(guest: Browser, lang: str) -> None:
    """The page of the gift cards stands open before all that takes days; files that only somebody who has them can hand
    in come last, under no name of a repository."""
    html = guest.get("/get-files").text
    page, pasted, statement = (html.index(f'id="{n}"') for n in ("amazon.gift_card_page", "mail.pasted", "jcb.card"))
    asked = [html.index(f'id="{n}"') for n in ("amazon.order_history", "google.access_log", "apple.devices")]
    had = [html.index(f'id="{n}"') for n in ("amazon.azad_orders", "amazon.mcp_orders", "amazon.furyu_orders")]
    assert page < pasted < statement < min(asked)
    assert max(asked) < min(had)
    assert "<details open>" in html[:page]
    assert not re.search("azad:|csv-download|history-csv", html)


def test_guide_is_quick(guest: Browser) -> None:
    """It is laid out in well under 25 ms, although it holds a hundred formats."""
    guest.get("/get-files")
    fastest = min(timeit.repeat(lambda: guest.get("/get-files"), number=1, repeat=5))
    assert fastest < 0.1
