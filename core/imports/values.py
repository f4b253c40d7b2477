"""Values: what a cell says, or why it cannot be taken and what to do about it.

Each parser takes a cell as it stands in the file and gives a clean value, ``None`` where the cell is
empty, or raises a :class:`ValueProblem`. None of them guesses.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from core.imports.vocabulary import compared, vocabulary
from core.people.names import has_markup
from core.words import LazyText
from core.words import lazy as _

NAME_LENGTH = 80
TEXT_LENGTH = 200

_EARLIEST, _LATEST = 1900, 2100
_HAN = r"\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_MIDDLE_DOTS = str.maketrans(dict.fromkeys("\u2022\u2027\u30fb\uff65\u2219\u22c5", "\u00b7"))
_SHORTENED = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_MOBILE = re.compile(r"1\d{10}")
_LANDLINE = re.compile(r"0\d{9,11}")
_LONE_FULL_STOPS = str.maketrans("\u3002\uff0e\uff0f\uff0d\u2014\u2013", "../---")


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula or an error instead of a value; it is shown, never computed."""

    text: str


Value = str | int | float | Formula | None
"""A cell as read: dates have become ``YYYY-MM-DD`` on the way."""


class ValueProblem(Exception):
    """A cell cannot be taken: a code, and a sentence saying why and what to do."""

    def __init__(self, code: str, message: LazyText) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def text(value: Value, limit: int = TEXT_LENGTH) -> str | None:
    """What the cell says in words, trimmed; signs for "nothing" are nothing."""
    plain = _plain(value)
    if plain is None or plain in vocabulary().empty:
        return None
    plain = " ".join(plain.splitlines())
    if len(plain) > limit:
        raise ValueProblem(
            "too_long",
            _(
                "This has %(length)s characters; at most %(limit)s fit. Shorten it on the preview page, or in the file and import again.",
                length=len(plain),
                limit=limit,
            ),
        )
    return plain


def name(value: Value, limit: int = NAME_LENGTH) -> str | None:
    """A name of somebody or something, without the blanks that pad two characters to three."""
    plain = text(value, limit=2**20)
    if plain is None:
        return None
    if len(plain) > limit:
        raise ValueProblem(
            "name_too_long",
            _(
                "The name has %(length)s characters; at most %(limit)s fit. Probably two cells ran together: correct it on the preview page, or in the file and import again.",
                length=len(plain),
                limit=limit,
            ),
        )
    if has_markup(plain):
        raise ValueProblem(
            "markup_in_name",
            _(
                "The name contains markup such as <b>. Type the plain name on the preview page, or in the file and import again."
            ),
        )
    if plain[0] in "=+-@":
        raise _formula_problem()
    # Many rosters pad names of two characters with a blank, ASCII or full width, to the width of three.
    return _BETWEEN_HAN.sub("", plain).translate(_MIDDLE_DOTS)


def names(value: Value) -> tuple[str, ...]:
    """Several names in one cell, in their order, each once."""
    found = (name(part) for part in several(value, vocabulary().list_separators))
    return tuple(dict.fromkeys(one for one in found if one))


def several(value: Value, separators: str) -> tuple[str, ...]:
    """The parts of a cell that holds more than one thing."""
    parts = re.split(f"[{re.escape(separators)}]", _plain(value) or "")
    return tuple(part.strip() for part in parts if part.strip())


def telephones(value: Value) -> tuple[str, ...]:
    """Several telephone numbers in one cell, in their order, each as :func:`telephone` takes one."""
    found = (telephone(part) for part in several(value, vocabulary().list_separators))
    return tuple(one for one in found if one)


def telephone(value: Value) -> str | None:
    """A telephone number as bare digits: a mobile number of eleven, or a landline with its area code."""
    plain = text(value)
    if plain is None:
        return None
    if _SHORTENED.fullmatch(plain):
        raise ValueProblem(
            "phone_shortened",
            _(
                "The spreadsheet program has shortened the telephone number and lost digits. Type the number again on the preview page; or format the column as text in the file, type it there and import again."
            ),
        )
    digits = re.sub(r"[\s()\-\u2010-\u2015.]", "", unicodedata.normalize("NFKC", plain))
    digits = re.sub(r"^(?:\+|00)?86(?=[01]\d{9})", "", digits)
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    if not digits.isdecimal():
        raise ValueProblem(
            "phone_not_a_number",
            _(
                "This is not one telephone number: write digits only, and only one number. Correct it on the preview page, or in the file and import again."
            ),
        )
    raise ValueProblem(
        "phone_digits",
        _(
            "The telephone number has %(n)s digits; a mobile number starts with 1 and has 11, a landline needs its area code. Correct it on the preview page, or in the file and import again.",
            n=len(digits),
        ),
    )


def year_month(value: Value) -> str | None:
    """A month as ``YYYY-MM``, from any of the ways rosters write one; a day is dropped."""
    words = vocabulary()
    plain = text(value)
    if plain is None:
        return None
    if isinstance(value, float) and value < _LATEST and str(value).endswith(".1"):
        # As a number 1980.10 and 1980.1 are the same: January and October cannot be told apart.
        raise ValueProblem(
            "month_unclear",
            _(
                "As a number this may be January or October. Write it as 1980-01 or 1980-10 on the preview page, or in the file and import again."
            ),
        )
    if isinstance(value, int) and 10_000 <= value < 80_000:
        return _from_serial(value)
    tidy = unicodedata.normalize("NFKC", plain.translate(_LONE_FULL_STOPS))
    for unit in (words.year, words.month):
        tidy = tidy.replace(unit, "-")
    for sign in words.day:
        tidy = tidy.replace(sign, "")
    tidy = "".join(tidy.split())
    found = re.fullmatch(r"(\d{4})[-./]*(\d{1,2})(?:[-./]+\d{1,2}|[-./])?(?:00:00:00)?", tidy)
    if found is None:
        found = re.fullmatch(r"(\d{4})(\d{2})\d{2}", tidy)
    if found and _EARLIEST <= int(found[1]) <= _LATEST and 1 <= int(found[2]) <= 12:
        return f"{found[1]}-{int(found[2]):02}"
    raise ValueProblem(
        "not_a_month",
        _("This is not a year and month. Write it as 1980-01 on the preview page, or in the file and import again."),
    )


def birth_month(value: Value, today: date) -> str | None:
    """The month of a birth, as :func:`year_month` takes it; nobody is born in the future."""
    month = year_month(value)
    if month is not None and month > today.isoformat()[:7]:
        raise ValueProblem(
            "birth_in_future",
            _(
                "This month has not come yet, so nobody was born in it. Correct it on the preview page, or in the file and import again."
            ),
        )
    return month


def gender(value: Value) -> str | None:
    """``male`` or ``female``."""
    plain = text(value)
    if plain is None:
        return None
    try:
        return vocabulary().genders[compared(plain)]
    except KeyError:
        raise ValueProblem(
            "unknown_gender",
            _(
                "The gender must be one of the two usual words. Correct it on the preview page, or in the file and import again."
            ),
        ) from None


def credit_code(value: Value) -> str | None:
    """A unified social credit code of eighteen characters whose checksum is right."""
    plain = text(value)
    if plain is None:
        return None
    if isinstance(value, float) or _SHORTENED.fullmatch(plain):
        raise ValueProblem(
            "credit_code_shortened",
            _(
                "The spreadsheet program has shortened the credit code and lost digits. Type the code again on the preview page; or format the column as text in the file, type it there and import again."
            ),
        )
    from stdnum.cn import uscc  # late: slow to load, and few processes meet a credit code
    from stdnum.exceptions import ValidationError

    code = "".join(unicodedata.normalize("NFKC", plain).split()).replace("-", "").upper()
    try:
        return str(uscc.validate(code))
    except ValidationError:
        raise ValueProblem(
            "credit_code_wrong",
            _(
                "This is no valid credit code: it has 18 characters and ends in a check digit that does not fit here. Copy it again from the business licence on the preview page, or in the file and import again."
            ),
        ) from None


def longitude(value: Value) -> float | None:
    """Degrees east, inside China."""
    return _degrees(value, 73, 136)


def latitude(value: Value) -> float | None:
    """Degrees north, inside China."""
    return _degrees(value, 3, 54)


def tier(value: Value) -> str | None:
    """A tier's key, such as ``chain_station``."""
    plain = text(value)
    if plain is None:
        return None
    try:
        return vocabulary().tiers[compared(plain)]
    except KeyError:
        raise ValueProblem(
            "unknown_tier",
            _(
                "There is no such kind of station. Use one of: %(words)s. Correct it on the preview page, or in the file and import again.",
                words=" / ".join(vocabulary().tier_word(key) for key in dict.fromkeys(vocabulary().tiers.values())),
            ),
        ) from None


def missing(header: str) -> ValueProblem:
    """The problem of a cell that must not be empty."""
    return ValueProblem(
        "missing",
        _("%(column)s is empty. Fill it in on the preview page, or in the file and import again.", column=header),
    )


def shown(value: Value) -> str:
    """The cell as a report shows it, long ones cut."""
    plain = value.text if isinstance(value, Formula) else "" if value is None else _number(value)
    return plain if len(plain) <= 60 else f"{plain[:57]}..."


def _plain(value: Value) -> str | None:
    if value is None:
        return None
    if isinstance(value, Formula):
        raise _formula_problem()
    text = _number(value)
    if not text.isprintable():
        text = "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cc"} or sign in "\n\t")
    return text.strip() or None


def _number(value: str | float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _formula_problem() -> ValueProblem:
    return ValueProblem(
        "formula",
        _(
            "The cell holds a formula, not a value. Type the value itself on the preview page; or paste it into the file (paste special, values) and import again."
        ),
    )


def _degrees(value: Value, low: float, high: float) -> float | None:
    plain = text(value)
    if plain is None:
        return None
    try:
        degrees = float(unicodedata.normalize("NFKC", plain).rstrip("\u00b0NEne "))
    except ValueError:
        degrees = float("nan")
    if not low <= degrees <= high:
        raise ValueProblem(
            "coordinate_outside",
            _(
                "This is no coordinate in China in decimal degrees (%(low)s to %(high)s). Correct it or empty it on the preview page, or in the file and import again.",
                low=low,
                high=high,
            ),
        )
    return degrees


def _from_serial(days: int) -> str:
    return (date(1899, 12, 30) + timedelta(days=days)).isoformat()[:7]
