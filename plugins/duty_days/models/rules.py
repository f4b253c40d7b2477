"""The rules that make duty days."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Reach, Scope, Station
from plugins.duty_days.models.base import Base
from plugins.duty_days.rules import rhythms
from plugins.duty_days.rules.parts import Parts, read_parts
from plugins.duty_days.rules.planning import Plan
from plugins.duty_days.rules.rhythms import Rhythm


class Rule(Base):
    """When a station receives people, how a day is divided, and what becomes of dates that do not suit."""

    __tablename__ = "duty_days__rule"
    __table_args__ = (
        UniqueConstraint("station_id", "kind", "facts"),
        CheckConstraint("policy IN ('keep', 'next', 'previous', 'leave_out')", name="policy_known"),
        CheckConstraint("policy_for IN ('holidays', 'days_off')", name="policy_for_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[str] = mapped_column(String(80))
    """The kind of its rhythm: one of :data:`plugins.duty_days.rules.rhythms.KINDS`, or a plugin's."""
    facts: Mapped[str] = mapped_column(String(2000))
    """What makes the rhythm this one, as JSON text: the same text for the same rhythm, so that a rule is there once."""
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The sittings of each day: see :class:`plugins.duty_days.rules.parts.Part`."""
    policy: Mapped[str] = mapped_column(String(20), default="keep")
    policy_for: Mapped[str] = mapped_column(String(20), default="holidays")
    added: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Further days, each as 2026-12-10."""
    left_out: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Dates of the rhythm on which nobody is received."""
    valid_from: Mapped[date | None]
    """None: it has always been so, as far as anybody knows."""
    valid_until: Mapped[date | None]

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)

    @property
    def rhythm(self) -> Rhythm:
        """What the rule says, apart from the station; one of a plugin is resolved by ``rules.service.rhythm_of``."""
        return rhythms.read(self.kind, self.facts)

    @rhythm.setter
    def rhythm(self, rhythm: Rhythm) -> None:
        self.kind, self.facts = rhythm.key, rhythms.kept(rhythm.facts)

    @property
    def sittings(self) -> Parts:
        """How each of its days is divided."""
        return read_parts(self.parts)

    def plan(self, rhythm: Rhythm) -> Plan:
        """Everything it says of days, with its rhythm resolved."""
        return Plan(
            rhythm,
            self.policy,  # type: ignore[arg-type]  # the database refuses others
            self.policy_for,  # type: ignore[arg-type]
            tuple(map(date.fromisoformat, self.added)),
            tuple(map(date.fromisoformat, self.left_out)),
            self.valid_from,
            self.valid_until,
        )

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the rule's station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))
