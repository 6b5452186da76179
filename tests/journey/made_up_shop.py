"""A made-up shop on loopback for the page saver: lists of orders whose cards are decoded by script, one refusal, a
sign-in in the middle, and secrets planted wherever a page can hold one."""

import base64
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.importers.reading import SAMPLES
from tests.journey.certificates import certificate

HOST = "www.amazon.co.jp"
YEARS = {"2026": 12, "2025": 2, "2024": 1}  # orders of each year
PAGE = 10
SESSION = "358-1234567-7654321"  # a session id, which has the shape of an order number
# What must not be in a saved page, each planted in another way.
SECRETS = (
    *(
        "gKq7Xv2mB9tRz4LpWd8sYh3N",
        "hTOKENvalue0001",
        "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "PLANTED-COMMENT",
        "hidden-field",
    ),
    *(
        "PLANTED-SCRIPT",
        "q1w2e3r4t5y6u7i8o9p0a1s2",
        "PLANTED-TEXTAREA",
        SESSION,
        "4111111111111111",
        "4111 1111 1111 1111",
    ),
    *("3782 822463 10005", "4242-4242-4242-4242"),
)
_PLANTED = f"""
<!-- PLANTED-COMMENT session-id={SESSION} -->
<script>var ue_sid = "{SESSION}"; var token = "PLANTED-SCRIPT";</script>
<input type="hidden" name="anti-csrftoken-a2z" value="hTOKENvalue0001"><input name="q" value="hidden-field">
<textarea>PLANTED-TEXTAREA</textarea>
<div data-a-modal='{{"anti-csrftoken-a2z":"9f8e7d6c5b4a39281706f5e4d3c2b1a0"}}' data-session-id="{SESSION}">.</div>
<span data-a-popover='{{"inlineContent":"&lt;b&gt;A note&lt;/b&gt;","x":"9f8e7d6c5b4a39281706f5e4d3c2b1a0"}}'>.</span>
<a href="/gp/css/order-history?session-id={SESSION}&token=q1w2e3r4t5y6u7i8o9p0a1s2"
 title="4242-4242-4242-4242">Orders</a>
<p>csrf_token: gKq7Xv2mB9tRz4LpWd8sYh3N; session-id={SESSION}</p><p>Card 4111 1111 1111 1111 or 4111111111111111</p>
<p id="x-9f8e7d6c5b4a39281706f5e4d3c2b1a0"><b>3782</b> <b>822463</b> <b>10005</b></p>
"""
_DECODE = """<script>addEventListener("load", () => setTimeout(() => {
  for (const card of document.querySelectorAll(".csd-encrypted-sensitive")) {
    const bytes = Uint8Array.from(atob(card.dataset.cipher), (sign) => sign.charCodeAt(0));
    card.outerHTML = new TextDecoder().decode(bytes);
  }
}, 120));</script>"""


@dataclass
class Shop:
    """A running shop: its port, and when which of its pages was asked for."""

    port: int = 0
    asked: list[tuple[float, str]] = field(default_factory=list)
    refused: bool = False  # the one refusal was given
    signed_in: bool = False

    def answer(self, address: str) -> tuple[int, str]:
        """Status and page for an address; a status of 302 has the address to go to instead of a page."""
        parts = urlsplit(address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/your-orders/orders":
            return self._orders(query)
        if parts.path == "/ap/signin":
            return 200, '<form method="post"><input type="password" name="password"><button>Sign in</button></form>'
        if parts.path == "/your-orders/order-details":
            sample = (SAMPLES / "amazon/order_details_page/jp-points.html").read_text("utf-8")
            return 200, _with_secrets(sample.replace("503-1111111-0000004", query["orderID"]))
        if parts.path == "/gc/balance":
            return 200, _gift_card("next" in query)
        if parts.path == "/cpe/yourpayments/transactions":
            return 200, _payments()
        if parts.path == "/mypage/purchases":
            return 200, _purchases()
        return 200, '<body class="a-m-jp"><h1>Welcome</h1></body>'

    def _orders(self, query: dict[str, str]) -> tuple[int, str]:
        period, start = query.get("timeFilter", "months-3"), int(query.get("startIndex", 0))
        year = period.removeprefix("year-")
        if year == "2025" and not self.refused:
            self.refused = True
            return 429, "<h1>Too many requests</h1>"
        if year == "2026" and start and not self.signed_in:
            return 302, "/ap/signin"
        return 200, _orders_page(year if year in YEARS else "2026", start)


def _orders_page(year: str, start: int) -> str:
    count = YEARS[year]
    cards = "".join(_card(year, number) for number in range(start, min(count, start + PAGE)))
    following = f'<a href="/your-orders/orders?timeFilter=year-{year}&startIndex={start + PAGE}">次へ</a>'
    last = f'<ul class="a-pagination"><li class="a-last">{following}</li></ul>' if start + PAGE < count else ""
    options = "".join(f'<option value="year-{value}">{value}年</option>' for value in YEARS)
    return _with_secrets(f"""<!DOCTYPE html><html lang="ja-jp">
<head><meta charset="utf-8"><title>注文履歴</title></head>
<body class="a-m-jp"><section class="your-orders-content-container js-yo-container"><h1>注文履歴</h1>
<label class="time-filter__label" for="time-filter"><b>{year}年に確定された {count}件の注文</b></label>
<select name="timeFilter" id="time-filter"><option value="months-3">過去3か月</option>{options}</select>
{cards}{last}</section>{_DECODE}</body></html>""")


def order_number(year: str, number: int) -> str:
    """The number of an order of the shop."""
    return f"250-{year}000-{number:07}"


def _card(year: str, number: int) -> str:
    order = order_number(year, number)
    day = f"{year}年{12 - number % 12}月5日"
    card = f"""<div class="order-card js-order-card"><div class="a-box order-header">
<ul class="order-header__header-list">
<li><div class="a-row a-size-mini"><span>注文日</span></div><div class="a-row"><span>{day}</span></div></li>
<li><div class="a-row a-size-mini"><span>合計</span></div>
<div class="a-row"><span>￥{1000 + 7 * number:,}</span></div></li>
<li><div class="yohtmlc-order-id"><span>注文番号</span> <span dir="ltr">{order}</span></div></li>
<li><a href="/your-orders/order-details?orderID={order}&amp;ref=x&amp;session-id={SESSION}">注文内容を表示</a></li>
</ul></div><div class="a-box delivery-box"><div class="item-box"><div class="yohtmlc-product-title">
<a href="/some-words/dp/B0EXAMP{number:03}?token=q1w2e3r4t5y6u7i8o9p0a1s2"> 見本の品 {number} USB-C 3A 60W 1m </a>
</div></div></div></div>"""
    cipher = base64.b64encode(card.encode()).decode()
    return f'<div class="order-card"><div class="csd-encrypted-sensitive" data-cipher="{cipher}"></div></div>'


def _gift_card(second: bool) -> str:
    page = (SAMPLES / "amazon/gift_card_page/jp.html").read_text("utf-8")
    link = '<a href="/gc/balance?next=q1w2e3r4t5y6u7i8o9p0a1s2">次</a>'
    link = f'<ul class="a-pagination"><li class="a-last">{link}</li></ul>'
    page = page.replace("2025年11月", "2025年10月") if second else page.replace("</body>", f"{link}</body>")
    return _with_secrets(page)


def _payments() -> str:
    """A list of which a button shows the last transaction."""
    page = (SAMPLES / "amazon/transactions_page/uk-new.html").read_text("utf-8")
    first, link, last = page.rpartition('<a data-testid="transaction-link"')
    last, footer, end = last.partition("<footer>")
    press = "this.before(later.content); this.remove()"
    more = f'<input type="button" name="x:DefaultNextPageNavigationEvent:y" onclick="{press}">'
    return _with_secrets(f'{first}<template id="later">{link}{last}</template>{more}{footer}{end}')


def _purchases() -> str:
    """Mercari's list, which a button makes longer, once; then the button is gone."""
    page = (SAMPLES / "mercari/purchases/saved.html").read_text("utf-8")
    head, opened, inside = page.partition('<ul data-testid="purchase-item-list">')
    assert opened, "the sample has changed"
    items, close, end = inside.partition("</ul>")
    press = "document.querySelector('ul[data-testid]').append(later.content); this.remove()"
    first, last = items[: items.index("</li>") + 5], items[items.index("</li>") + 5 :]
    more = f'<template id="later">{last}</template><button onclick="{press}">もっと見る</button>'
    end = end.replace("<span>もっと見る</span>", "")
    return _with_secrets(f"{head}{opened}{first}{close}{more}{end}")


def _with_secrets(page: str) -> str:
    return page.replace("</body>", f"{_PLANTED}</body>")


@contextmanager
def shop(folder: Path) -> Iterator[Shop]:
    """The shop on a free port of loopback, with a certificate that nobody signed."""
    state = Shop()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/favicon.ico":
                self._send(404, "")
                return
            state.asked.append((time.monotonic(), self.path))
            self._send(*state.answer(self.path))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            state.signed_in = True
            self._send(302, "/your-orders/orders")

        def _send(self, status: int, content: str) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", content)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            body = b"" if status == 302 else content.encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's own name)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder, HOST))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
