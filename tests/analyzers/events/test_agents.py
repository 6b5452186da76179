"""What user agents say of systems and programs, in all their forms."""

import polars as pl
import pytest

from analyzers.events.agents import agents

BROWSER = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) {}"


@pytest.mark.parametrize(
    ("agent", "system", "program", "version"),
    [
        (
            "App : CHROME. App Version : 138.0. Os : WINDOWS. Os Version : 10. Device Type : PC.",
            "Windows",
            "Chrome",
            138,
        ),
        ("App : GMAIL_APP. App Version : 6.0.250119. Os : IOS_OS. Os Version : 18.3.", "iOS", "gmail app", None),
        ("App : SAFARI. App Version : 604.1. Os : MACINTOSH. Os Version : 10.15.", "macOS", "Safari", None),
        ("App : CHROME.", None, "Chrome", None),
        (BROWSER.format("Windows NT 10.0; Win64", "Chrome/138.0 Safari/537.36 Edg/139.0"), "Windows", "Edge", 139),
        (BROWSER.format("X11; Linux x86_64", "Chrome/79.0.1 Safari/537.36"), "Linux", "Chrome", 79),
        (BROWSER.format("Linux; Android 14", "SamsungBrowser/25.0 Chrome/121"), "Android", "Samsung Internet", 25),
        (BROWSER.format("iPhone; CPU iPhone OS 18 like Mac OS X", "Version/18.5 Safari/604.1"), "iOS", "Safari", None),
        (BROWSER.format("X11; CrOS x86_64", "Chrome/120.0"), "ChromeOS", "Chrome", 120),
        ("Edge - Windows", "Windows", "Edge", None),
        ("Phone Android 15 Chrome Mobile", "Android", "Chrome", None),
        ("[FBAN/FBIOS;FBAV/440.0.0;FBDV/iPhone15,3]", "iOS", "Facebook", None),
        ("python-requests/2.31.0", None, "script", None),
        ("iPhone15,3", "iOS", None, None),
        ("パソコン", None, None, None),
    ],
)
def test_agent(agent: str, system: str | None, program: str | None, version: int | None) -> None:
    """System, program and version of one text."""
    assert agents(pl.Series([agent, None, agent])).rows() == [(agent, system, program, version)]
