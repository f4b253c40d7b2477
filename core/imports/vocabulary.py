"""Vocabulary: the words of spreadsheets, read once from ``words.toml`` next door."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Kind = Literal["stations", "enterprises", "deputies"]
KINDS: tuple[Kind, ...] = ("stations", "enterprises", "deputies")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a word in a header or a cell stands for; every lookup ignores blanks and full width."""

    columns: Mapping[str, Mapping[str, str]]
    """kind -> header as compared -> our key."""
    required: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, Mapping[str, str]]
    """kind -> our key -> the usual header, for messages."""
    ignored_headers: frozenset[str]
    note_prefixes: tuple[str, ...]
    totals: frozenset[str]
    empty: frozenset[str]
    separators: str
    list_separators: str
    year: str
    month: str
    day: str
    genders: Mapping[str, str]
    levels: Mapping[str, str]
    bare_city: tuple[str, ...]
    level_suffixes: tuple[str, ...]
    direct: tuple[str, ...]
    indirect: tuple[str, ...]
    region_suffixes: tuple[str, ...]
    tiers: Mapping[str, str]
    station_liaison: tuple[str, ...]
    mandates_head: str
    hidden_number: str
    wrong_head: str
    further_head: str
    none_word: str

    def tier_word(self, tier: str) -> str:
        """The usual word for a tier, as a roster would write it."""
        return next(word for word, key in self.tiers.items() if key == tier)


@cache
def vocabulary() -> Vocabulary:
    """The words, read from their file at the first use."""
    words: dict[str, Any] = tomllib.loads(files("core.imports").joinpath("words.toml").read_text("utf-8"))
    level_words = words["level_words"]
    return Vocabulary(
        columns={kind: _inverted(columns) for kind, columns in words["columns"].items()},
        required={kind: tuple(keys) for kind, keys in words["required"].items()},
        titles={kind: {key: names[0] for key, names in columns.items()} for kind, columns in words["columns"].items()},
        ignored_headers=frozenset(map(compared, words["ignored"]["headers"])),
        note_prefixes=tuple(dict.fromkeys(map(compared, words["lines"]["notes"]))),
        totals=frozenset(map(compared, words["lines"]["totals"])),
        empty=frozenset(words["cells"]["empty"]),
        separators=words["cells"]["separators"],
        list_separators=words["cells"]["list_separators"],
        year=words["cells"]["year"],
        month=words["cells"]["month"],
        day=words["cells"]["day"],
        genders=_inverted(words["gender"]),
        levels=_inverted(words["levels"]),
        bare_city=tuple(level_words["bare_city"]),
        level_suffixes=tuple(level_words["suffixes"]),
        direct=tuple(level_words["direct"]),
        indirect=tuple(level_words["indirect"]),
        region_suffixes=tuple(level_words["region_suffixes"]),
        tiers=_inverted(words["tiers"]),
        station_liaison=tuple(words["notes"]["station_liaison"]),
        mandates_head=words["exports"]["mandates"],
        hidden_number=words["exports"]["hidden_number"],
        wrong_head=words["exports"]["wrong"],
        further_head=words["exports"]["further"],
        none_word=words["exports"]["none"],
    )


def compared(text: str) -> str:
    """A word as it is compared: half width, lower case, no blanks, no asterisks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("*", "").lower()


def _inverted(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {compared(word): key for key, synonyms in words.items() for word in synonyms}
