"""What the log of a visit asks about difficulties."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from core.api.web import _l, choices_of, long_text_field
from plugins.enterprise_visits.difficulties.errors import DifficultyKindless, DifficultyWordless
from plugins.enterprise_visits.difficulties.service import Told
from plugins.enterprise_visits.difficulties.words import KINDS
from plugins.enterprise_visits.models.difficulties import LONGEST_DIFFICULTY


class DifficultyPart:
    """Part of a form: a difficulty that was told, if any. The form's ``validate`` asks :meth:`has_difficulty_in_order`."""

    difficulty_kind = SelectField(
        _l("A difficulty of the enterprise"),
        [Optional()],
        choices=choices_of([("", _l("None was told")), *KINDS.items()]),
        default="",
    )
    difficulty_words = long_text_field(_l("What the difficulty is"), LONGEST_DIFFICULTY)
    office_only = BooleanField(
        _l("For the congress office only"),
        description=_l("Who runs the station then reads neither what was said nor who said it."),
    )

    @property
    def difficulty(self) -> Told | None:
        """What was told; None where nothing was."""
        form: Any = self
        if not form.difficulty_kind.data and not form.difficulty_words.data:
            return None
        return Told(
            kind=form.difficulty_kind.data or "",
            words=form.difficulty_words.data or "",
            office_only=bool(form.office_only.data),
        )

    def has_difficulty_in_order(self) -> bool:
        """Whether kind and words are both given, or neither; what is missing is said at its field."""
        form: Any = self
        told = self.difficulty
        if told is None or (told.kind and told.words):
            return True
        if not told.kind:
            form.difficulty_kind.errors = [*form.difficulty_kind.errors, str(DifficultyKindless())]
        else:
            form.difficulty_words.errors = [*form.difficulty_words.errors, str(DifficultyWordless())]
        return False
