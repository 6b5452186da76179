"""Answers that differ from an earlier one about the same events."""

from tests.analyzers.asking.test_recognise import account_state


def test_what_is_contradicted_twice_counts_once() -> None:
    """A payee is theirs, one of its payments in the list is not, and the second look at that one repeats it."""
    answers: dict[str, str] = {}
    for stage, answer in (("main", "mine"), ("scan", "not_mine"), ("second_look", "not_mine")):
        open_ = [one for one in account_state(0, answers).questions if one.stage == stage and not one.answer]
        answers |= {one.id: answer for one in (open_ if stage == "main" else open_[:1])}
    found = account_state(0, answers)
    (look,) = (one for one in found.questions if one.stage == "second_look" and one.answer == "not_mine")
    assert len(look.repeats) == 2
    assert [(one.code, one.question) for one in found.problems] == [("contradicting-answers", look.id)]
