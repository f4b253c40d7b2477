"""What can go wrong with difficulties, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _


class DifficultyWordless(DomainError):
    """Nothing was said."""

    code = "difficulty_wordless"
    field = "difficulty_words"
    message = _("Say in a sentence what the difficulty is, or leave the kind empty.")


class DifficultyKindless(DomainError):
    """Words without a kind."""

    code = "difficulty_kindless"
    field = "difficulty_kind"
    message = _("Choose of which kind the difficulty is; if none fits, the last one.")


class DifficultyAhead(DomainError):
    """It is said to have been told on a day that lies ahead."""

    code = "difficulty_ahead"
    status = 409
    field = "day"
    message = _("This day lies ahead. Enter the day on which it was told.")


class NotFromHere(DomainError):
    """A state that does not come after the present one."""

    code = "difficulty_not_from_here"
    status = 409
    field = "state"
    message = _(
        "The difficulty is now: %(now)s. From there it cannot become: %(then)s. Look at the page again; somebody may have been faster."
    )


class OrganMissing(DomainError):
    """It is brought to an organ, and nobody said to which."""

    code = "difficulty_organ_missing"
    field = "organ_id"
    message = _("Choose the organ to which the difficulty is brought. Organs are entered by the congress office.")


class MoveWordless(DomainError):
    """A state that needs a sentence."""

    code = "difficulty_move_wordless"
    field = "words"
    message = _("Say in a sentence what was done or answered: it is what the enterprise reads.")


class OwnWordsMissing(DomainError):
    """What was told for the office only leaves it only in words the office writes itself."""

    code = "difficulty_own_words_missing"
    field = "words"
    message = _(
        "This was told for the office only. Write what the other side may read, without saying who told it: nothing else is shown to it."
    )


class MoveBeforeTold(DomainError):
    """A change is dated before the difficulty was told, or before the change that came last, or ahead."""

    code = "difficulty_move_day"
    status = 409
    field = "move_day"
    message = _("What became of it cannot be dated before %(first)s, nor after today.")


class DifficultyOfOthers(DomainError):
    """A deputy changes what another one entered, at an enterprise that others look after."""

    code = "difficulty_of_others"
    status = 403
    message = _(
        "Only who entered this difficulty, deputies who are paired with the enterprise, its station and the congress office may change it."
    )


class NotBroughtToYou(DomainError):
    """An organ answers a difficulty that was brought to another one."""

    code = "difficulty_of_another_organ"
    status = 403
    message = _("This difficulty was not brought to your organ, or was taken back.")


class NoEnterpriseHere(DomainError):
    """An enterprise the station has nothing to do with."""

    code = "difficulty_enterprise_elsewhere"
    field = "enterprise_id"
    message = _("This enterprise belongs neither to the pairs nor to the chain of this station. Choose another one.")
