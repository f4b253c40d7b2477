"""What plugins hand back to a hook: small frozen facts, never tuples or HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    import click
    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from core.options.kinds import Option
    from core.stations.models import Station
    from core.words import LazyText

Place = Literal["main", "start", "station", "admin"]
"""Where a menu entry stands: the head of every page, one's own start, a station's pages, the administration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """An entry of a menu, shown to those who have its permission (to everybody where it names none).

    More than two entries of one plugin stand behind its title in the head of wide pages. The endpoint of an item at
    ``place="station"`` takes the ``station`` it is shown on.
    """

    title: LazyText
    """What the entry is called."""
    endpoint: str
    """The page it leads to: ``<blueprint>.<view>``."""
    permission: str | None = None
    """Who sees it; everybody where it is None."""
    place: Place = "main"
    """Where it stands."""
    order: int = 100
    """Smaller stands higher, or further to the left."""
    icon: str = ""
    """The name of an icon of components/icons.html; none where it is empty."""

    def __post_init__(self) -> None:
        """Every page shows the menu: what could not be shown is refused where it is written."""
        _check_order(self.order)
        if self.place not in get_args(Place):
            raise ValueError(f"place must be one of {', '.join(get_args(Place))}, and is {self.place!r}")
        str(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A piece of a page: a template of the plugin and what it shows. Smaller ``order`` stands higher."""

    title: LazyText
    """The heading of the panel."""
    template: str
    """The plugin's template: ``<plugin>/panel.html``."""
    context: Mapping[str, object] = field(default_factory=dict)
    """What the template shows."""
    order: int = 100
    """Smaller stands higher; those of all plugins are put in order together."""

    def __post_init__(self) -> None:
        """Panels of all plugins are put in order together."""
        _check_order(self.order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work done without anybody asking: every so often, or daily at a time of the station's zone.

    ``run`` gets a session that may write and the time; run twice for the same time, it changes nothing the second time.
    It says either ``every``, longer than nothing, or ``at``, a time without a zone.
    """

    name: str
    """A name among the plugin's jobs; it is kept with every run, so never changed."""
    title: LazyText
    """What administrators read."""
    run: Callable[[Session, datetime], None]
    """What is done: with a session that may write, and the time it is done for."""
    every: timedelta | None = None
    """How often; only where ``at`` is not given."""
    at: time | None = None
    """When every day, in the stations' zone; only where ``every`` is not given."""

    def __post_init__(self) -> None:
        """Every scheduler counts the times of all jobs: one that cannot be counted is refused where it is written."""
        if (self.every is None) == (self.at is None):
            raise ValueError(f"the job {self.name!r} needs either every= or at=")
        if self.every is not None and not (isinstance(self.every, timedelta) and self.every > timedelta()):
            raise ValueError(f"every of the job {self.name!r} must be a timedelta above zero, and is {self.every!r}")
        if self.at is not None and not (isinstance(self.at, time) and self.at.tzinfo is None):
            raise ValueError(f"at of the job {self.name!r} must be a time without a zone, and is {self.at!r}")
        if not callable(self.run):
            raise TypeError(f"run of the job {self.name!r} must be a function, and is {self.run!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsForm:
    """Options that are decided together, on one page of the administration; smaller ``order`` stands higher.

    A plugin reads what was decided with ``option(session, THE_OPTION)``.
    """

    key: str
    """The last part of the page's address: the name of the plugin, or of the plugin, a dash and a word."""
    title: LazyText
    """The heading of the page."""
    options: tuple[Option[Any], ...]
    """What is decided there, each by a field of its own."""
    lead: LazyText | str = ""
    """A sentence under the heading."""
    order: int = 100
    """Smaller stands higher in the list of the pages."""

    def __post_init__(self) -> None:
        """The administration lists the pages of all plugins together."""
        _check_order(self.order)
        keys = [each.key for each in self.options]
        if not keys or len(set(keys)) < len(keys):
            raise ValueError(f"the settings {self.key!r} need options, each with a key of its own")
        str(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class CliGroup:
    """Commands of a plugin, found under ``lianzhan <name of the group>``."""

    command: click.Command
    """A command or group of click, named as people type it after ``lianzhan``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureScope:
    """What a figure is about: one station, or every station of a region, between two days (both included)."""

    region_code: str
    """The region: every station in it and below it."""
    station_id: int | None = None
    """One station; None for all of the region."""
    begins: date | None = None
    """The first day; None for no beginning."""
    ends: date | None = None
    """The last day; None for no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A named number computed from records; ``endpoint`` lists the records behind it, narrowed by ``arguments``.

    A rate of nothing is no number: ``compute`` gives None, and the figure is left out.
    """

    key: str
    """``<plugin>.<name>``: kept in reports, so never changed."""
    title: LazyText
    """What is counted."""
    unit: LazyText
    """In what it is counted."""
    compute: Callable[[Session, FigureScope], int | float | None]
    """The number within a scope; None where there is none."""
    endpoint: str | None = None
    """A page that lists the records behind the number."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """What narrows that page to them."""


CellKind = Literal["text", "number", "day", "time", "moment", "entered_later"]
"""What the cells of a column hold: text, a number, a date, a time of day, an instant (shown as date and time of the
station's zone), or whether it was entered later than it happened (shown as the words for that, or as nothing)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterColumn:
    """A column of a register: what it is called, and what its cells hold.

    ``key`` names the column of the register's query. ``words`` say what a code means; ``total`` adds a number up.
    """

    key: str
    """The label of the query's column, or the key that ``filled`` fills in."""
    title: LazyText
    """The heading of the column."""
    kind: CellKind = "text"
    """What its cells hold."""
    words: Mapping[str, LazyText] = field(default_factory=dict)
    """What people read for a code that stands in a cell."""
    total: bool = False
    """Whether a last line adds its numbers up."""

    def __post_init__(self) -> None:
        """Registers are shown and printed by kind: what could not be shown is refused where it is written."""
        if self.kind not in get_args(CellKind):
            raise ValueError(f"kind must be one of {', '.join(get_args(CellKind))}, and is {self.kind!r}")
        if self.total and self.kind != "number":
            raise ValueError(f"the column {self.key!r} has a total, and is no number")
        str(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """An official table printed from the records, for one station or every station of a region, in any period.

    ``query`` selects a row a line, and labels ``id`` (no two rows alike), ``station_id``, the ``day`` it is entered
    under and every column that ``filled`` does not fill in. The host narrows it to the stations of the scope where the
    plugin is on, and to the period; the scope is given so that a query over many records can narrow itself first.
    """

    key: str
    """Begins with the plugin's name and a dot: ``duty_days.days``."""
    title: LazyText
    """What the table is called, as it is printed."""
    columns: tuple[RegisterColumn, ...]
    """Its columns, from left to right."""
    query: Callable[[FigureScope], Select[*tuple[Any, ...]]]
    """The lines within a scope."""
    filled: Callable[[Session, Sequence[Row[Any]]], Iterable[Mapping[str, object]]] | None = None
    """What a query cannot say, for these rows and in their order: cells by the key of their column."""
    lead: LazyText | str = ""
    """A sentence under the heading."""
    order: int = 100
    """Smaller stands higher in the list of registers."""
    holds_personal_data: bool = False
    """Whether a file of it is somebody's personal data: it says so before it is taken out."""

    def __post_init__(self) -> None:
        """A register needs columns, each with a key of its own; those of all plugins are put in order together."""
        _check_order(self.order)
        keys = [each.key for each in self.columns]
        if not keys or len(set(keys)) < len(keys):
            raise ValueError(f"the register {self.key!r} needs columns, each with a key of its own")
        if not callable(self.query):
            raise TypeError(f"query of the register {self.key!r} must be a function, and is {self.query!r}")
        str(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoScenario:
    """A plugin's part of the demonstration of a place. Loading it twice is loading it once."""

    place: str
    """The name of the demonstration: ``xinyi``."""
    load: Callable[[Session, date], None]
    """Loads the plugin's part, as of this day, through its services."""
    order: int = 100
    """Smaller is loaded earlier."""
    shown_at: Callable[[Session], Iterable[Station]] | None = None
    """The stations at which the demonstration has the plugin on, where it is off until somebody switches it on."""

    def __post_init__(self) -> None:
        """Scenarios of all plugins are put in order together."""
        _check_order(self.order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something a deputy has done, as strangers may read it on the deputy's page.

    ``kind`` says what is counted ("Days on duty"), ``text`` what this one was; ``endpoint`` leads to a public page of it.
    """

    day: date
    """When it was done."""
    kind: LazyText
    """What is counted."""
    text: LazyText
    """What this one was."""
    endpoint: str = ""
    """A public page of it; none where it is empty."""
    arguments: Mapping[str, object] = field(default_factory=dict)
    """What the address of that page needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRuleUnderstood:
    """How a plugin understands a station's duty rule in words: a sentence to show beside the words."""

    sentence: LazyText
    """What the words mean, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """What a table keeps about a person: what stands in the person's own copy, and what becomes of it by an erasure.

    A row is a person's where a foreign key of it names the person, their record as a deputy, or their account;
    ``belongs`` says it for a table that names them otherwise.
    """

    model: type[Any]
    """The class of the table."""
    title: LazyText
    """What the rows are called in the person's copy."""
    shown: Mapping[str, LazyText]
    """Attributes and their words; a path leads on: ``station.name``."""
    erased: Mapping[str, Any] = field(default_factory=dict)
    """Columns and what they are set to; what is not named stays, as a record without a face."""
    rows_go: bool = False
    """Whether an erasure removes the rows altogether."""
    belongs: Callable[[int], ColumnElement[bool]] | None = None
    """Which rows are the person's with this number, where no foreign key says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What becomes of a plugin's records when a station closes or is merged: the sentence a preview shows."""

    sentence: LazyText
    """What becomes of them, with how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Something a deputy still holds for days to come: of one kind, and how many."""

    deputy_id: int
    """Who holds it."""
    title: LazyText
    """What is held."""
    count: int = 1
    """How many of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """Something a plugin took from a deputy who left; ``facts`` are plain JSON, enough to give it back.

    ``kind`` begins with the plugin's name, as ``duty_days.place``: by it the plugin knows its own again.
    """

    deputy_id: int
    """Who held it."""
    kind: str
    """``<plugin>.<kind>`` of what was taken."""
    title: LazyText
    """What was taken, as people read it."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """What is needed to give it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlSample:
    """How tests make something for a URL parameter, at a given station: ``make`` returns what goes into the URL.

    ``endpoint`` narrows the sample to one endpoint, where the parameter means something else there.
    """

    parameter: str
    """The name of the parameter in the address."""
    make: Callable[[Session, Station], object]
    """Makes or finds the record, at this station."""
    endpoint: str | None = None
    """The only endpoint it is for; None for every one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a rule answers when something must not be done: the sentence that says why, and what now."""

    sentence: LazyText
    """Why not, and what now."""


def _check_order(order: object) -> None:
    if not isinstance(order, int):
        raise TypeError(f"order must be a whole number, and is {order!r}")
