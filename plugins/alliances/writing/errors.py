"""What can go wrong while several people write."""

from __future__ import annotations

from core.api.declare import DomainError, _
from plugins.alliances.writing.merge import Merged, merged, merged_line
from plugins.alliances.writing.said import Said


class Overtaken(DomainError):
    """Somebody else wrote in the passage meanwhile. Carries both texts, and a proposal of both in one."""

    code = "alliances_overtaken"
    status = 409
    message = _(
        "Somebody else wrote in this item while you did. Both texts are kept: put them together on the page of both texts."
    )

    def __init__(self, *, base: Said, theirs: Said, mine: Said, removed: bool = False) -> None:
        super().__init__()
        self.base, self.theirs, self.mine = base, theirs, mine
        self.removed = removed
        """Whether the other one took the passage out."""

    @property
    def proposal(self) -> Proposal:
        """Both in one, as far as they do not touch each other."""
        return Proposal(self.base, self.theirs, self.mine)


class Proposal:
    """Both texts in one: the words merged; heading and speaker as one thing each."""

    def __init__(self, base: Said, theirs: Said, mine: Said) -> None:
        self.heading: Merged = merged_line(base.heading, theirs.heading, mine.heading)
        self.speaker: Merged = merged_line(base.speaker, theirs.speaker, mine.speaker)
        self.words: Merged = merged(base.words, theirs.words, mine.words)

    @property
    def conflicts(self) -> int:
        """At how many places somebody has to choose."""
        return self.heading.conflicts + self.speaker.conflicts + self.words.conflicts

    @property
    def said(self) -> Said:
        """The proposal as a text."""
        return Said(self.heading.text, self.speaker.text, self.words.text)


class BothWordings(DomainError):
    """A text is to be kept in which both wordings still stand side by side."""

    code = "alliances_both_wordings"
    field = "words"
    message = _(
        "At %(n)s places both wordings still stand side by side, between ⟪ and ⟫: theirs first, then yours. Keep one of them and take the brackets out."
    )


class DocumentClosed(DomainError):
    """The text is final."""

    code = "alliances_document_closed"
    status = 409
    message = _(
        "This text is closed and is not changed any more. What you typed stands here: copy what is needed into an amendment."
    )


class NoRecordOfCancelled(DomainError):
    """The meeting did not take place."""

    code = "alliances_no_record_of_cancelled"
    status = 409
    message = _(
        "This meeting was cancelled, so nothing is written about it. If it took place after all, plan it again and write there."
    )


class NothingSaid(DomainError):
    """A passage without heading and words."""

    code = "alliances_nothing_said"
    field = "words"
    message = _("Write a heading or some words. To be rid of an item, take it out.")


class PassageChanged(DomainError):
    """It is to be moved, taken out or brought back by somebody who has not seen how it stands now."""

    code = "alliances_passage_changed"
    status = 409
    message = _("Somebody changed this item meanwhile. Look at it as it stands now, and decide again.")
