"""Which headers confirm the sender of a mail, and which only seem to."""

import pytest

from app.importers.mail._authentication import verdict
from app.importers.mail._messages import of_message
from app.reader.documents.mail import header_fields
from app.reader.limits import Limits

FROM = "From: =?utf-8?B?QW1hem9u?= <auto-confirm@amazon.co.jp>"
BY_NAME = 'From: "Amazon.co.jp" <auto-confirm@amazon.co.jp>'
TOP = "Received: by 2002:a05:6a10:1 with SMTP id x1csp1;\n Thu, 4 Sep 2025 18:16:00 -0700"
IN = "Received: from a1.example.net (a1.example.net. [192.0.2.10])\n by mx.google.com with ESMTPS id z1"
SENT = "Received: from inside.example by a1.example.net"
DMARC = "Authentication-Results: mx.google.com;\n dkim=pass header.i=@x.example;\n dmarc=pass header.from=amazon.co.jp"
DKIM = "Authentication-Results: mx.google.com 1; dkim=pass (2048-bit key) header.d=amazon.co.jp header.s=x; spf=pass"
SES = "Authentication-Results: mx.google.com; dkim=pass header.i=@amazonses.com; spf=pass smtp.mailfrom=amazon.co.jp"
SPF = "Authentication-Results: mx.google.com; spf=pass smtp.mailfrom=bounces.amazon.co.jp"
FAIL = "Authentication-Results: mx.google.com; dkim=none; dmarc=fail (p=REJECT) header.from=amazon.co.jp"
OTHER = "Authentication-Results: elsewhere.example; dmarc=pass header.from=amazon.co.jp"


@pytest.mark.parametrize(
    ("expected", "headers"),
    [
        ("pass", [TOP, IN, DMARC, SENT, FROM]),
        ("pass", [TOP, DMARC, IN, SENT, BY_NAME]),
        ("pass", [IN, DKIM, FROM]),
        ("pass", [IN, SPF, DKIM, FROM]),
        ("pass", [IN, DMARC, "From: gift <gc@gc.email.amazon.co.jp>"]),
        ("pass", [IN, DMARC, 'From: "auto-confirm@amazon.co.jp" <auto-confirm@amazon.co.jp>']),
        ("none", [TOP, IN, SENT, FROM]),
        ("none", [IN, SPF, FROM]),
        ("none", [IN, "Authentication-Results: mx.google.com; none", FROM]),
        ("none", [TOP, IN, SENT, DMARC, FROM]),
        ("none", [TOP, IN, OTHER, DMARC, FROM]),
        ("none", [TOP, DMARC, FROM]),
        ("none", [TOP, IN, f"ARC-{DMARC}", f"X-Original-{DMARC}", FROM]),
        ("fail", [TOP, IN, FAIL, DMARC, FROM]),
        ("fail", [TOP, IN, FAIL, SENT, DMARC, FROM]),
        ("fail", [TOP, IN, SES, FROM]),
        ("fail", [IN, DMARC, "From: x <order@rakuten.co.jp>"]),
        ("fail", [IN, DMARC, "From: x <a@notamazon.co.jp>"]),
        ("fail", [IN, DMARC.replace("header.from=amazon.co.jp", "header.from=co"), FROM]),
        ("fail", [IN, DMARC, FROM, "From: other <x@example.com>"]),
        ("fail", [IN, DMARC, 'From: "order@rakuten.co.jp" <auto-confirm@amazon.co.jp>']),
        ("fail", [IN, DMARC, "From: a@example.com, auto-confirm@amazon.co.jp"]),
    ],
)
def test_only_the_result_of_the_receiving_host_counts(expected: str, headers: list[str]) -> None:
    """The topmost result of the host that took the mail in, with its neighbours of that host, if it is aligned."""
    for end in ("\n", "\r\n"):
        data = "\n".join([*headers, "", "text"]).replace("\n", end).encode()
        assert verdict(header_fields(data)) == expected


def test_a_name_that_imitates_a_known_sender_is_a_warning() -> None:
    """The address that readers see in the name is known, the real one is not; the mail is not just another one."""
    data = b'From: "auto-confirm@amazon.co.jp" <a@example.com>\nSubject: x\n\nhello'
    assert [(one.sender, one.mail) for one in of_message(data, 1, Limits())] == [("auto-confirm@amazon.co.jp", None)]
    assert not list(of_message(b"From: Amazon <a@example.com>\nSubject: x\n\nhello", 1, Limits()))
