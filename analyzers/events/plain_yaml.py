"""YAML of people: what they write as YAML holds texts, lists and keys alone, each written where it counts.

A part that is named (`&`) and repeated (`*`) is refused, because eight levels of such repetitions make gigabytes of a
few hundred bytes.
"""

from typing import Any

MOST_NODES = 200_000  # texts, lists and keys with their values; each takes half a kilobyte of memory


class NotPlainError(ValueError):
    """The text cannot be used. ``what``: yaml (it is not YAML) | repeated (it names a part and repeats it) | long (it
    has more than ``MOST_NODES``). ``line``: of the fault, from 1 on."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what, self.line = what, line


def compose(text: str) -> Any:
    """The nodes of a text, which know their lines; None for an empty one. ``NotPlainError``."""
    import yaml  # here, because most runs of the commands read no YAML

    # libyaml is ten times as fast; where it is not built in, the other gives the same.
    loader: Any = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
    try:
        nodes = 0
        for event in yaml.parse(text, Loader=loader):
            nodes += isinstance(event, yaml.NodeEvent)
            if isinstance(event, yaml.AliasEvent) or nodes > MOST_NODES:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise NotPlainError("long" if nodes > MOST_NODES else "repeated", line)
        return yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1  # libyaml names a line behind the last one where the end comes too early
        raise NotPlainError("yaml", min(line, text.count("\n") + 1)) from None


def plain(node: Any) -> Any:
    """What a node of ``compose`` holds: texts, lists, and dictionaries whose keys are texts. ``NotPlainError`` for
    another key."""
    if node is None or isinstance(node.value, str):
        return node and node.value
    if node.id == "sequence":
        return [plain(item) for item in node.value]
    for key, _ in node.value:
        if not isinstance(key.value, str):
            raise NotPlainError("yaml", key.start_mark.line + 1)
    return {key.value: plain(item) for key, item in node.value}
