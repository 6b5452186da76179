"""The words that Japanese banks use for the columns of a list of movements, in spellings with and without their
optional letters."""

import re
import unicodedata

_YEN = re.compile(r"[(\[]\s*(?:単位\s*[:/]?\s*)?円\s*[)\]]")
# The letters that may be left out of these words.
_WRITTEN = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"^[おご御]", ""),
        (r"取り?引き?", "取引"),
        (r"取り?扱い?", "取扱"),
        (r"差し?引き?", "差引"),
        (r"引き?出し?", "引出"),
        (r"預け?入れ?", "預入"),
        (r"預か?り", "預り"),
        (r"支払い?", "支払"),
        (r"払い?出し?", "払出"),
        (r"受け?入れ?", "受入"),
    )
)
_LISTED = {
    "date": ("日付", "取引日", "取引日付", "年月日", "取扱日", "取扱日付", "取引年月日", "勘定日"),
    "out": tuple(word + of for word in ("支払", "出金", "引出", "払出") for of in ("", "額", "金額")),
    "in": tuple(word + of for word in ("預り", "入金", "預入", "受入") for of in ("", "額", "金額")),
    "balance": ("残高", "差引残高", "現在高", "現在貸付高", "取引後残高"),
    "merchant": (
        *("摘要内容", "取引内容", "取扱内容", "入出金内容", "取引先", "取引相手", "相手先", "相手名", "振込依頼人名"),
        *(
            "支払先",
            "内容",
            "摘要",
            "詳細",
            "詳細2",
            "詳細1",
            "取引区分",
            "取引種類",
            "取引種別",
            "種別",
            "備考",
            "メモ",
        ),
    ),
}


def stem(name: str) -> str:
    """A name without width, spaces, signs, `(円)`, the polite prefix and the letters that banks write or leave out:
    `お引き出し額（円）` and `引出額` are one."""
    plain = _YEN.sub("", unicodedata.normalize("NFKC", name))
    plain = re.sub(r"[\W_]+", "", plain)
    for pattern, word in _WRITTEN:
        plain = pattern.sub(word, plain)
    return plain


WORDS = {key: tuple(map(stem, words)) for key, words in _LISTED.items()}
