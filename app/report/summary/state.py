"""The inputs of a summary besides the report."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from analyzers.events.answers import Said
from app.report.claim_table.claim import Claim
from app.report.model import PlanEntry
from app.report.progress import AccountOf
from app.report.summary.person import Contact, Contradiction, Deadline, Happened, Kept, MemberAnswer, Note


@dataclass(frozen=True, slots=True)
class State:
    """What the report does not know: the plan, how far the person is, and the head of the document.

    ``plan`` holds the chosen steps in order, ``names`` what each is called for this person, in the summary's language;
    any other step has its title. ``progress`` maps a step id to a state of ``labels.STATE_LABELS``; any
    other step is open. ``since`` says when that state began, ``verified`` which steps a new export proves. ``case`` is
    the short public number of the case and ``key`` the number of its key, None on the command line. ``symptoms`` are
    the chosen sentences of the questionnaire (message keys). ``generated_at`` is aware. The rest is what the person
    wrote down and put in, in the summary's language (``app.cases.plan.summary_state`` gathers it). ``claims`` are the
    rows that the person answered about; None: as the report has them. ``person`` says who makes the statement, by
    ``words.COLUMN_LABELS``. Findings without an answer are left out unless ``with_open``. Everything of a
    ``sample`` is invented. ``helped``: somebody else worked on the case for the person. ``records`` are
    what was said at home, ``by_helper`` the number of the owner's answers that a helper wrote down.
    """

    version: str
    generated_at: datetime
    plan: Sequence[PlanEntry] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    progress: Mapping[str, str] = field(default_factory=dict)
    case: str | None = None
    key: str | None = None
    symptoms: Sequence[str] = ()
    course: Sequence[Happened] = ()
    since: Mapping[str, datetime] = field(default_factory=dict)
    verified: Collection[str] = ()
    notes: Sequence[Note] = ()
    household: Sequence[MemberAnswer] = ()
    contacts: Sequence[Contact] = ()
    kept: Sequence[Kept] = ()
    claims: Sequence[Claim] | None = None
    account: AccountOf | None = None
    contradictions: Sequence[Contradiction] = ()
    deadlines: Sequence[Deadline] = ()
    person: Mapping[str, str] = field(default_factory=dict)
    with_open: bool = True
    sample: bool = False
    helped: bool = False
    records: Sequence[Said] = ()
    by_helper: int = 0
