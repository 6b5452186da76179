"""What the command makes of files and answers, worked out in this process: it reads the files once for all answers."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from analyzers.events.owner import Owner
from analyzers.findings.assemble import examine
from app.cli.paths import named_files, sources
from app.report.answers import AnswerFile
from app.report.build import merged, read
from app.report.recognition import Recognised, recognised

State = Callable[[Mapping[str, str]], Recognised]


def command_state(files: Sequence[Path]) -> State:
    """The state of recognition of the files, as a function of the answers by question id."""
    named = named_files([str(one) for one in files], "en")
    assert named is not None
    state = recognised(examine(merged(list(read(sources(named))), Owner())[1]), Owner())
    return lambda answers: state(AnswerFile(dict(answers), {}))
