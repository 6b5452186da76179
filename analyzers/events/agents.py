"""The operating system and program that a user agent text names, in any of its forms.

Google writes `App : CHROME. App Version : 138.0. Os : WINDOWS. …`, browsers write `Mozilla/5.0 (Windows NT 10.0; …)
Chrome/138.0 …`, some services only a few words such as `Edge - Windows`.
"""

import polars as pl

# In the order of the search: an iPhone also says "like Mac OS X", an Android phone also says "Linux".
SYSTEMS = {
    "iOS": r"iphone|ipad|ipod|ios_os|\bios\b|fbios",
    "Android": r"android",
    "Windows": r"windows|win32|win64",
    "ChromeOS": r"\bcros\b|chrome ?os|chrome_os",
    "macOS": r"macintosh|mac ?os|mac_os|os x\b|\bmac\b",
    "TV": r"tizen|web0s|webos|playstation|nintendo|xbox|roku|fire ?tv|apple ?tv",
    "Linux": r"linux|x11|ubuntu",
}
SCRIPT = "script"
PROGRAMS = {
    SCRIPT: r"python|curl|wget|okhttp|libwww|go-http|httpclient|postman|axios|node-fetch|aiohttp|java/",
    "Edge": r"\bedg(?:e|a|ios)?\b",
    "Opera": r"\bopr\b|opera",
    "Samsung Internet": r"samsung ?browser",
    "Instagram": r"instagram",
    "Facebook": r"\bfban\b|facebook",
    "Firefox": r"firefox|fxios",
    "Chrome": r"chrom(?:e|ium)\b|crios",
    "Safari": r"safari",
    "Internet Explorer": r"trident|msie",
}
# Programs whose version can be compared. Google's list and the browser itself give different numbers for Safari.
NUMBERED = ("Edge", "Opera", "Samsung Internet", "Firefox", "Chrome")
BROWSERS = ("Edge", "Opera", "Samsung Internet", "Firefox", "Chrome", "Safari", "Internet Explorer")
_LONGEST = 400
_APP = r"^app\s*:\s*([\w -]+)"
_VERSION = (
    r"app version\s*:\s*(\d+)",
    r"\bedg(?:e|a|ios)?/(\d+)",
    r"\bopr/(\d+)",
    r"samsungbrowser/(\d+)",
    r"(?:firefox|fxios)/(\d+)",
    r"(?:chrome|chromium|crios)/(\d+)",
)


def agents(texts: pl.Series) -> pl.DataFrame:
    """One row for each distinct user agent: ``agent``, ``system`` and ``program`` (null where it names none), and
    the major ``version`` of a browser."""
    lower = pl.col("agent").str.slice(0, _LONGEST).str.to_lowercase()
    app = lower.str.extract(_APP).str.strip_chars().str.replace_all("_", " ")
    program = _first(pl.coalesce(app, lower), PROGRAMS)
    version = pl.coalesce(lower.str.extract(pattern) for pattern in _VERSION).cast(pl.Int64, strict=False)
    return (
        pl.DataFrame({"agent": texts.unique().drop_nulls()}, schema={"agent": pl.String})
        .with_columns(system=_first(lower, SYSTEMS), program=pl.coalesce(program, app))
        .with_columns(version=pl.when(pl.col("program").is_in(NUMBERED)).then(version))
    )


def _first(text: pl.Expr, patterns: dict[str, str]) -> pl.Expr:
    """The name of the first pattern that matches."""
    name: pl.Expr = pl.lit(None, pl.String)
    for label, pattern in reversed(patterns.items()):
        name = pl.when(text.str.contains(pattern)).then(pl.lit(label)).otherwise(name)
    return name
