"""The part of fit that asks whether the deputy knows what the enterprise asks for."""

from __future__ import annotations

from typing import Final

import numpy as np

from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit.facts import Facts
from plugins.enterprise_visits.fit.parts import Table, kinds

KEY: Final = "speciality"
TITLE: Final = _("Speciality that the enterprise asks for")
MOST: Final = 200


def part(facts: Facts) -> Table:
    """All or nothing: the speciality is among those the enterprise asks for, or not."""
    specialities, row = kinds(facts.speciality)
    needs, column = kinds(facts.needs)
    met = [[MOST if _meets(one, asked) else 0 for asked in needs] for one in specialities]
    return Table(
        KEY,
        TITLE,
        np.array(met, np.int32).reshape(len(specialities), len(needs)),
        row,
        column,
        lambda deputy, enterprise: _words(facts.speciality[deputy], facts.needs[enterprise]),
    )


def _meets(speciality: str, asked: frozenset[str]) -> bool:
    mine = _alike(speciality)
    return bool(mine) and any(_alike(one) == mine for one in asked)


def _alike(words: str) -> str:
    return "".join(words.split()).casefold()


def _words(speciality: str, asked: frozenset[str]) -> LazyText:
    if not asked:
        return _("The enterprise has not said which speciality it looks for.")
    needs = ", ".join(sorted(asked))
    if not speciality:
        return _("The enterprise asks for %(needs)s; the deputy's speciality is not known.", needs=needs)
    if _meets(speciality, asked):
        return _("The enterprise asks for the deputy's speciality: %(speciality)s.", speciality=speciality)
    return _(
        "The enterprise asks for %(needs)s; the deputy's speciality is %(speciality)s.",
        needs=needs,
        speciality=speciality,
    )
