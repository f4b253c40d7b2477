"""What pairing has to say, in sentences: contradictions, who falls short and why, what would help, what a pair costs.

The sentences name people and enterprises and say nothing of what they are: they also hold for deputies and residents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.api.declare import DomainError, LazyText, _

if TYPE_CHECKING:
    from plugins.enterprise_visits.solving.contradictions import Contradiction
    from plugins.enterprise_visits.solving.short import Help, Reason
    from plugins.enterprise_visits.solving.why import Loss

Words = LazyText | str


@dataclass(frozen=True, slots=True)
class Names:
    """How the numbers of a problem are called."""

    deputy: Callable[[int], str]
    enterprise: Callable[[int], str]


class PairingContradicts(DomainError):
    """Rules or locks contradict each other: no pairing can keep them all, and none is dropped in silence."""

    code = "pairing_contradicts"
    status = 409
    message = _(
        "Nothing was paired, because not everything that was set can hold: %(what)s. Change one of these, then ask again."
    )


_CONTRADICTIONS: Final[Mapping[str, LazyText]] = {
    "least_above_most": _("the least (%(n)s) is more than the most (%(most)s)"),
    "deputy_overbooked": _("%(deputies)s has %(n)s pairs that must stay, but may have %(most)s: %(enterprises)s"),
    "enterprise_overbooked": _("%(enterprises)s is locked to %(n)s, but should have %(most)s: %(deputies)s"),
    "competitors_locked": _("%(deputies)s is locked to competitors of each other: %(enterprises)s"),
    "refused": _("%(deputies)s and %(enterprises)s are locked to each other, but a rule refuses the pair"),
    "nobody": _("there is nobody to be paired"),
    "nothing": _("there is nothing to pair anybody with"),
}


def contradicting(found: Sequence[Contradiction], names: Names) -> PairingContradicts:
    """The error that says all of this."""
    return PairingContradicts(what=_joined([contradiction_in_words(one, names) for one in found]))


def contradiction_in_words(one: Contradiction, names: Names) -> LazyText:
    """Why this cannot hold, as part of a sentence."""
    return _CONTRADICTIONS[one.code].with_facts(
        deputies=_deputies(one.deputies, names),
        enterprises=_enterprises(one.enterprises, names),
        n=one.count,
        most=one.limit,
    )


def reason_in_words(one: Reason, names: Names) -> LazyText:
    """Why somebody falls short, as part of a sentence."""
    enterprises, deputies = _enterprises(one.enterprises, names), _deputies(one.deputies, names)
    match one.code:
        case "no_candidates":
            return _("every pair is refused, or none is near enough")
        case "few_candidates":
            return _("only these come into question: %(enterprises)s", enterprises=enterprises)
        case "competitors":
            return _("competitors of one that is paired already: %(enterprises)s", enterprises=enterprises)
        case "taken":
            return _(
                "the best are paired with others (%(deputies)s): %(enterprises)s",
                deputies=deputies,
                enterprises=enterprises,
            )


def help_in_words(one: Help, names: Names) -> LazyText:
    """What a person could do, as an invitation."""
    deputy = "" if one.deputy is None else names.deputy(one.deputy)
    other = "" if one.enterprise is None else names.enterprise(one.enterprise)
    match one.code:
        case "allow":
            return _("Allow one of the pairs that are refused, or bring in somebody who fits")
        case "raise_most":
            return _("Let %(deputy)s have one more", deputy=deputy)
        case "competitor":
            return _("Give %(other)s, a competitor, to somebody else than %(deputy)s", other=other, deputy=deputy)
        case "locked_competitor":
            return _("Unlock %(deputy)s and %(other)s, which is a competitor", deputy=deputy, other=other)
        case "room":
            return _("Lock %(deputy)s here: there is room", deputy=deputy)


def loss_in_words(one: Loss, names: Names) -> LazyText:
    """What it would cost to pair two that are not paired."""
    if one.after is None:
        what = _joined([contradiction_in_words(each, names) for each in one.blocked])
        return _("This pair cannot be: %(what)s.", what=what)
    if one.points <= 0:
        return _("This pair would be as good. Pairs that would change: %(n)s.", n=len(one.come))
    return _(
        "With this pair the whole is worth %(points)s points less. Pairs that would change: %(n)s.",
        points=one.points,
        n=len(one.come),
    )


def _deputies(numbers: Iterable[int], names: Names) -> Words:
    return _joined([names.deputy(one) for one in numbers])


def _enterprises(numbers: Iterable[int], names: Names) -> Words:
    return _joined([names.enterprise(one) for one in numbers])


def _joined(words: Sequence[Words]) -> Words:
    first, *others = words or [""]
    for other in others:
        first = _("%(before)s, %(last)s", before=first, last=other)
    return first
