"""What a running service writes: lines of text, or one JSON object a line (``MIOBOE_LOG=json``), on standard error."""

import json
import logging
import re
import sys
import time
from typing import Any

from app.errors import LOG

KINDS = ("text", "json")
_PAIR = re.compile(r"\b([a-z]+)=(\S+)")  # how lines name their values: `refused kind=WrongHost status=400`
_DAY = "%Y-%m-%dT%H:%M:%SZ"


class TextLines(logging.Formatter):
    """A record as text. An exception appears only with its type, because its text may hold personal data."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", _DAY)

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging calls it so)
        return str(ei[0].__name__)


class JsonLines(logging.Formatter):
    """A record as one JSON object: ``time``, ``level``, ``logger``, ``message``, the type of an exception as ``error``,
    and the values that the message names."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        line = {"time": self.formatTime(record, _DAY), "level": record.levelname.lower(), "logger": record.name}
        line |= {"message": message}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps({**dict(_PAIR.findall(message)), **line}, ensure_ascii=False)


def begin(kind: str) -> None:
    """Sends everything that this process logs to standard error, in lines of ``kind``, with the time in UTC."""
    logging.Formatter.converter = time.gmtime  # lines of several machines can be compared
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if kind == "json" else TextLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for chatty in ("alembic", "fido2", "httpx", "procrastinate", "psycopg", "python_multipart"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    logging.getLogger("uvicorn.error").addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Removes the traceback of a start error before Uvicorn logs it; our own line says enough."""
    return not record.getMessage().startswith("Traceback")


def say(sentence: str, kind: str, *, fault: bool = False) -> None:
    """Writes a sentence for the operator who started the service; where a program reads the output, a line of the log,
    with level ``error`` where the sentence is a ``fault`` for which the service ends."""
    if kind == "json":
        write = LOG.error if fault else LOG.info
        write("%s", sentence)
        return
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
