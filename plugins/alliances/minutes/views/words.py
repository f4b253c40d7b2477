"""What all pages of minutes are given: words, and how text is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import joinedload

from plugins.alliances.minutes.circulating import WHO_READS
from plugins.alliances.minutes.reading import OWNER
from plugins.alliances.minutes.words import MARKS, PARTS, STATES, STEPS, WAYS
from plugins.alliances.models.circulation import Comment, Recipient
from plugins.alliances.models.minutes import Decision, Minutes
from plugins.alliances.writing.text import html

MINUTES: Final = (joinedload(Minutes.meeting),)
DECISION: Final = (joinedload(Decision.minutes).joinedload(Minutes.meeting), *OWNER)
RECIPIENT: Final = (
    joinedload(Recipient.minutes).joinedload(Minutes.meeting),
    joinedload(Recipient.sign_offs),
    *WHO_READS,
)
COMMENT: Final = (joinedload(Comment.minutes).joinedload(Minutes.meeting), joinedload(Comment.passage))
PLUGIN: Final = "alliances"
WORDS: Final[Mapping[str, Any]] = {
    "states": STATES,
    "marks": MARKS,
    "parts": PARTS,
    "steps": STEPS,
    "ways": WAYS,
    "html": html,
}
