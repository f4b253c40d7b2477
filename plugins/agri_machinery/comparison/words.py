"""What a comparison says, in sentences that a grower understands."""

from __future__ import annotations

from core.api.declare import LazyText, _
from plugins.agri_machinery.comparison.statistics import Compared, Comparison, Verdict

VERDICTS: dict[Verdict, LazyText] = {
    "reached": _("Goal reached"),
    "not_reached": _("Goal not reached"),
    "open": _("Cannot be said yet"),
}
MARKS: dict[Verdict, str] = {"reached": "done", "not_reached": "late", "open": "soon"}
"""The colour of each."""


def in_short(found: Comparison, goal: int, names: dict[int, str]) -> LazyText:
    """What the whole trial says: which combination is best, and whether the goal is reached."""
    best, named = found.rows[0], found.reached or found.rows[0]
    told = {
        "name": names[named.treatment],
        "kg": _signed(named.difference),
        "percent": _signed(named.percent),
        "goal": _signed(goal),
    }
    if named is not best:
        return _(
            "The goal of %(goal)s%% is reached with %(name)s: %(kg)s kg a mu (%(percent)s%%) compared with the usual practice, and that is more than chance. %(best)s brought still more, but its plots are too few or differ too much to be sure.",
            best=names[best.treatment],
            **told,
        )
    return _behind(found.verdict, told) if best.difference < 0 else _ahead(found.verdict, told)


def _ahead(verdict: Verdict, told: dict[str, str]) -> LazyText:
    if verdict == "reached":
        return _(
            "%(name)s brought most: %(kg)s kg a mu (%(percent)s%%) compared with the usual practice. The goal of %(goal)s%% is reached: that is more than chance.",
            **told,
        )
    if verdict == "not_reached":
        return _(
            "The goal of %(goal)s%% is not reached. Even the best combination, %(name)s, brought only %(kg)s kg a mu (%(percent)s%%) compared with the usual practice.",
            **told,
        )
    return _(
        "%(name)s brought most: %(kg)s kg a mu (%(percent)s%%) compared with the usual practice. Whether the goal of %(goal)s%% is reached cannot be said yet: the plots differ too much. Repeat the trial, or take more blocks.",
        **told,
    )


def _behind(verdict: Verdict, told: dict[str, str]) -> LazyText:
    """Where no combination brought more than the usual practice."""
    if verdict == "reached":
        return _(
            "The usual practice brought most. Next is %(name)s: %(kg)s kg a mu (%(percent)s%%) compared with it. The goal of %(goal)s%% is kept: that is more than chance.",
            **told,
        )
    if verdict == "not_reached":
        return _(
            "The goal of %(goal)s%% is not reached: the usual practice brought most. Next is %(name)s: %(kg)s kg a mu (%(percent)s%%) compared with it.",
            **told,
        )
    return _(
        "The usual practice brought most. Next is %(name)s: %(kg)s kg a mu (%(percent)s%%) compared with it. Whether the goal of %(goal)s%% is reached cannot be said yet: the plots differ too much. Repeat the trial, or take more blocks.",
        **told,
    )


def of_one(row: Compared) -> LazyText:
    """What the trial says of one combination."""
    told = {"low": _signed(row.low), "high": _signed(row.high)}
    if row.is_more:
        return _("Surely more than the usual practice: between %(low)s and %(high)s kg a mu.", **told)
    if row.is_less:
        return _("Surely less than the usual practice: between %(low)s and %(high)s kg a mu.", **told)
    return _("May be chance: between %(low)s and %(high)s kg a mu.", **told)


def _signed(value: float) -> str:
    plain = f"{value:+.1f}".removesuffix(".0")
    return plain.replace("-", "\N{MINUS SIGN}") if plain not in {"+0", "-0"} else "0"
