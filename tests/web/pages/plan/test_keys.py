"""What a new password ends at a service, on the page of the step for it."""

import re

from app.i18n.translate import gettext, translate
from checklists.shops.keys import MOST_SHOWN
from checklists.show import places
from tests.browser import Browser
from tests.web.pages.markup import Markup
from tests.web.pages.plan.test_first_view import answer


def test_the_step_for_the_password_tells_what_it_ends(guest: Browser, lang: str) -> None:
    """Four lines for a service, each with what it rests on and when it was read, and the others folded below."""
    guest.post("/start", {"symptom": "symptom.locked_out"})
    answer(guest, {"service.account": "paypay", "service.mail": "gmail"})
    for step, site in (("account.password", "paypay.ne.jp"), ("mail.password", "google.com")):
        html = guest.get(f"/case/steps/{step}").text
        assert Markup(html).wrong == []
        (place,) = places("password", sites=[site], lang=lang)
        told = [str(gettext(key.says, lang, key=translate(key.name, lang))) for key in place.keys]
        fold = html.index(translate("More about what a new password ends", lang))
        found = [html.index(sentence) for sentence in told]
        assert found == sorted(found)
        assert [at < fold for at in found] == [number < MOST_SHOWN for number in range(len(told))]
        kept = translate("our own knowledge, not checked against a source", lang)
        concluded = next(at for at, key in zip(found, place.keys, strict=True) if key.key.grade == "K")
        assert re.search(re.escape(kept), html[concluded : concluded + 600])


def test_the_way_back_in_is_opened_first(guest: Browser, lang: str) -> None:
    """Whoever is locked out opens it from the first view of each step that would change a password."""
    guest.post("/start", {"symptom": "symptom.locked_out"})
    answer(guest, {"service.account": "rakuten", "service.mail": "gmail"})
    ways = {"mail.password": "google.com", "account.report": "rakuten.co.jp", "account.password": "rakuten.co.jp"}
    for step, site in ways.items():
        html = guest.get(f"/case/steps/{step}").text
        (place,) = places("recover", sites=[site], lang=lang)
        first = re.search(r'<a class="button[^"]*" href="(https:[^"]+)"', html)
        assert first
        assert first[1] == place.url
    top = guest.get("/case/steps").text.split('<ol class="actions"')[0]
    assert translate("Secure your mailbox first, because the way back in goes through it", lang) in top
    assert translate("Change the password of your mailbox first", lang) not in top
