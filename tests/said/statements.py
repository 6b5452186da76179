"""What a document says about the owner and those at home, by its words, and whether anybody said so."""

import re

from tests.said.states import LOG, Situation

# Words by which a document speaks for the family, and in which states of the household they are true. What is advised
# ("if nobody at home knows it") or reported of a parcel is no such statement.
CLAIMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "nobody at home did it": (
        r"家族の誰も(?!が)|本人も家族も|私も家族も|私にも家族にも|誰にも覚えが|ご家族の誰(のもの|に)|「誰も知らない」"
        r"|誰も知らないもの|本人もご家族も|[Nn]obody at home (did|made|recogni)|[Nn]one of (us|you)\b|[Nn]either I nor"
        r"|neither did anyone|all said that they do not|[Nn]obody there (knows|recogni)|nobody's at home",
        (),
    ),
    "everyone who was asked denies it": (
        r"確認した家族は、全員|全員が「知らない」|Everyone who was asked at home says|nobody knows it",
        ("all said no",),
    ),
    "lives alone": (r"一人暮らし|[Ll]ives? alone|nobody else lives there", ("lives alone",)),
    "somebody at home says that they know it": (
        r"家族の誰かが「知っている」|Somebody at home says that they know",
        ("one said yes",),
    ),
    "not asked yet": (r"家族への確認：まだ|asked at home: not yet|Asked at home: not yet", ("not asked",)),
}
# How many of those asked gave an answer, by the answer that the log has.
COUNTS = {
    "unknown": (r"(\d+)人中(\d+)人が「知らない」", r"(\d+) of (\d+) do not know it"),
    "open": (r"(\d+)人中(\d+)人が未回答", r"(\d+) of (\d+) have not answered"),
    "me": (r"(\d+)人中(\d+)人が「自分」", r"(\d+) of (\d+) say that it was them"),
    "other": (r"(\d+)人中(\d+)人が「家族のほかの人」", r"(\d+) of (\d+) say that it was somebody else"),
    "unsure": (r"(\d+)人中(\d+)人が「分からない」", r"(\d+) of (\d+) are not sure"),
}
# What only the owner can have said of an entry. Behind a box it is there to be ticked, and said by nobody yet.
OWN_DENIAL = (
    r"(?<!□ )(?:(?<![^\W\d_])I (?:did not (?:make|use) (?:the|these|or)|neither made)"
    r"|(?:上記の利用は|上記の請求は|いずれも|2の\S{2,5}は)、私が行ったもの)|that I did not (?:make|use)"
    r"|身に覚えのない(?:利用|取引|支払い|操作|記録)(?:、\S+)?があり"
)
DENIES = r"覚えのない|覚えがありません|心当たりのない|do(es)? not recogni[sz]e"


def untrue(text: str, situation: Situation) -> list[str]:
    """The statements of a document that do not follow from what was said."""
    flat = re.sub(r"\s+", " ", text)
    wrong = [
        f"{name}: …{flat[max(0, match.start() - 40) : match.end() + 40]}…"
        for name, (pattern, states) in CLAIMS.items()
        if situation.home not in states and (match := re.search(pattern, flat))
    ]
    if situation.owner != "not_mine" and (match := re.search(OWN_DENIAL, flat)):
        wrong.append(f"the owner denies it: …{flat[max(0, match.start() - 40) : match.end() + 40]}…")
    answers = [answer for _, answer in LOG.get(situation.home, ())]
    for answer, (ja, en) in COUNTS.items():
        counted = [(int(some), int(every)) for every, some in re.findall(ja, flat)]
        counted += [(int(some), int(every)) for some, every in re.findall(en, flat)]
        wrong += [f"{answer}: {some} of {every}" for some, every in counted
                  if (some, every) != (answers.count(answer), len(answers))]  # fmt: skip
    return wrong


def phrase(situation: Situation) -> str:
    """The words about those at home that a document must have where it has a place for them, as a pattern."""
    if situation.home in LOG:
        answers = [answer for _, answer in LOG[situation.home]]
        pairs = [(answer, answers.count(answer)) for answer in dict.fromkeys(answers)]
        each = [
            COUNTS[answer][0].replace(r"(\d+)人中(\d+)", f"{len(answers)}人中{count}")
            + "|"
            + COUNTS[answer][1].replace(r"(\d+) of (\d+)", f"{count} of {len(answers)}")
            for answer, count in pairs
        ]
        return "".join(rf"(?=.*(?:{pattern}))" for pattern in each)
    if situation.home == "lives alone":
        return "一人暮らし|nobody else lives there"
    return "まだ|not yet"
