"""Answers that a helpline takes down, made into those of a questionnaire: what contradicts itself or is missing is
settled in the careful way, and each such decision is named. Pure functions of the answers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checklists import N_
from checklists.model import symptoms as all_symptoms
from checklists.questions import (
    JUST_CHECKING,
    NOTHING,
    START,
    UNKNOWN,
    Answers,
    Conditions,
    Question,
    arising,
    conditions,
    questions,
    symptoms_of,
)

HELPING = "symptom.helping"
SERVICE = "service."  # begins the ids of the questions that ask which services somebody uses

LEFT_OUT = N_("“{ask}”: “{says}” is left out, because another answer was given too.")
BOTH = N_("“{ask}” has answers that exclude each other. The plan is for each of them.")
MEANS = N_("The answer to “{ask}” is taken to mean: {symptom}")
NOT_ASKED = N_("The answer to “{ask}” is left out, because the question does not arise.")
NOT_CHECKING = N_("“{symptom}” is left out, because something did happen.")
CHECKING = N_("Nothing is said to have happened, so the plan is for somebody who wants to check.")
OTHERS = N_("The account is somebody else's. Its holder does the steps, or agrees to them, and makes the calls.")


@dataclass(frozen=True, slots=True)
class Assumption:
    """A sentence about what a plan assumes. ``texts`` fill it and are sentences to translate, ``names`` fill it as they
    are."""

    sentence: str
    texts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """The answers without contradictions, the conditions that follow from them, and what was assumed where an answer is
    missing."""

    answers: Answers
    conditions: Conditions
    assumed: tuple[Assumption, ...]

    @property
    def symptoms(self) -> list[str]:
        """What happened, in order."""
        return sorted(symptoms_of(self.answers))


def settle(chosen: Collection[str], answered: Mapping[str, Sequence[str]], has_findings: bool = False) -> Settled:
    """Symptoms and answers as a questionnaire would have them. ``found``: there are findings too, so that nothing needs
    to be said. All ids exist."""
    assumed: list[Assumption] = []
    answers: dict[str, tuple[str, ...]] = {}
    for name, values in answered.items():
        question = questions()[name]
        answers[name] = tuple(_consistent(question, list(dict.fromkeys(values)), assumed))
        if question.kind == "one" and len(answers[name]) > 1:
            assumed.append(Assumption(BOTH, {"ask": question.ask}))
    answers[START] = tuple(_complete(list(dict.fromkeys(chosen)), answers, has_findings, assumed))
    return Settled(answers, conditions(answers), tuple(assumed))


def _consistent(question: Question, values: Sequence[str], assumed: list[Assumption]) -> Iterator[str]:
    """The values without "nothing" and "I do not know" where there are others."""
    others = [option for option in values if option not in (NOTHING, UNKNOWN)]
    for option in values:
        if others and option == NOTHING and option in question.options:
            assumed.append(Assumption(LEFT_OUT, {"ask": question.ask, "says": question.options[option].says}))
        elif option != UNKNOWN or not others:
            yield option


def _complete(
    chosen: list[str], answers: Mapping[str, tuple[str, ...]], has_findings: bool, assumed: list[Assumption]
) -> Sequence[str]:
    """The symptoms, with those that the answers speak of. Which service somebody uses says nothing of what happened."""
    for name in answers:
        question = questions()[name]
        if name.startswith(SERVICE):
            continue
        if symptoms_of({**answers, START: chosen}).isdisjoint(question.of):
            meant = question.means or question.of[0]
            chosen.append(meant)
            assumed.append(Assumption(MEANS, {"ask": question.ask, "symptom": all_symptoms()[meant].sentence}))
    if not chosen and not has_findings:
        chosen.append(JUST_CHECKING)
        assumed.append(Assumption(CHECKING))
    elif JUST_CHECKING in chosen and len(chosen) > 1:
        chosen.remove(JUST_CHECKING)
        assumed.append(Assumption(NOT_CHECKING, {"symptom": all_symptoms()[JUST_CHECKING].sentence}))
    counting = {question.id for question in arising({**answers, START: chosen})}
    idle = (questions()[name] for name in answers if name not in counting)
    assumed.extend(Assumption(NOT_ASKED, {"ask": question.ask}) for question in idle)
    if HELPING in chosen:
        assumed.append(Assumption(OTHERS))
    return chosen
