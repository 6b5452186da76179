"""What the commands write: messages on standard error, text that is safe for a terminal, JSON in one line."""

import json
import re
import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.report.model import AnswersProblem

MAX_UNKNOWN = 5  # ids that fit no question and are named
# JSON may hold these characters as they are, but they end lines of Unicode text.
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


def complain(key: str, lang: str, /, **values: Any) -> None:
    """Writes a translated message to standard error."""
    from app.i18n.translate import gettext

    print("mioboe: " + visible(gettext(key, lang, **values)), file=sys.stderr)


def complain_of_answers(problems: "Sequence[AnswersProblem]", lang: str) -> None:
    """Writes the problems with a file of answers. If the file was made for other files, most of its ids are unknown:
    then only their number is written."""
    unknown = [problem for problem in problems if problem.code == "unknown-question"]
    many = len(unknown) > MAX_UNKNOWN
    for problem in problems:
        if not many or problem not in unknown:
            complain(problem.message, lang, **problem.values)
    if many:
        from analyzers.asking.state import PROBLEM_SENTENCES

        complain(PROBLEM_SENTENCES["unused-answers"], lang, count=len(unknown))


def visible(text: str) -> str:
    """Text for a terminal: control and direction characters appear as codes instead of acting."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)


def json_bytes(value: Any) -> bytes:
    """JSON in one line as UTF-8, without characters that some programs treat as line ends; file names that are not
    UTF-8 get replacement marks."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode("utf-8", "replace")


def write_json(value: Any, out: IO[bytes]) -> None:
    """Writes one JSON object and a line end."""
    out.write(json_bytes(value) + b"\n")
