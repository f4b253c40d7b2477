"""Two people editing one record at once: the second sees both versions, and nothing is overwritten silently.

A form that was opened on a record carries what it showed, as keyed digests in a hidden field. When it comes back and
the record says something else by now, nothing is saved: each field says what stands there, and sending the form again
is a decision.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

from flask import current_app
from sqlalchemy import inspect, select, tuple_
from wtforms import BooleanField, Field, FileField, HiddenField, PasswordField, SelectField, SelectMultipleField

from core.audit.models import AuditEntry
from core.web.filters import moment
from core.web.request import session
from core.words import LazyText
from core.words import lazy as _

UNSEEN: Final = (HiddenField, PasswordField, FileField)
"""Fields that show nothing of a record."""
_PLAIN: Final = (str, int, float, Decimal, date, time)

_THEIRS: Final = _(
    "Changed meanwhile to: %(theirs)s. What you typed stands here; save again to keep yours, or put theirs in its place."
)
_THEIRS_HIDDEN: Final = _(
    "Changed meanwhile by somebody else. Save again only if yours is to take the place of theirs."
)
_TAKEN_OVER: Final = _("%(field)s was changed meanwhile and now says: %(theirs)s. It was taken over into your form.")
_WHO: Final = _(
    "%(name)s saved this record at %(time)s, while you were editing it. Nothing of either is lost: look below."
)
_SOMEBODY: Final = _("Somebody saved this record while you were editing it. Nothing of either is lost: look below.")


def seen(fields: Iterable[Field]) -> str:
    """What these fields show of their record, for the hidden field ``seen``."""
    return json.dumps({field.short_name: _digest(field.object_data) for field in fields if _shows(field)})


def changed_since(seen_then: str, fields: Iterable[Field]) -> list[Field]:
    """The fields whose record says something else than when the form was opened; none if the form does not tell."""
    then = _unpacked(seen_then)
    return [
        field
        for field in fields
        if _shows(field) and field.short_name in then and _digest(field.object_data) != then[field.short_name]
    ]


def show_both(seen_then: str, changed: Iterable[Field]) -> list[LazyText]:
    """Show at each field what stands there by now; fields the user left alone take it over. Returns what is to be said on top."""
    then, said = _unpacked(seen_then), []
    for field in changed:
        theirs = _in_words(field)
        keeps_theirs = getattr(field, "hides", False) and not field.data
        if keeps_theirs or _digest(field.data) == _digest(field.object_data):
            continue  # Both mean the same by now.
        if _digest(field.data) == then[field.short_name]:
            field.process_data(field.object_data)
            field.raw_data = None
            said.append(_TAKEN_OVER.with_facts(field=str(field.label.text), theirs=theirs))
        else:
            sentence = _THEIRS.with_facts(theirs=theirs) if theirs else _THEIRS_HIDDEN
            field.errors = [*field.errors, str(sentence)]
    return said


def who_was_faster(records: Iterable[Any]) -> LazyText:
    """Who saved one of these records last, and when, in a sentence."""
    keys = [(inspect(type(one)).local_table.name, ",".join(map(str, inspect(one).identity))) for one in records]
    last = (
        session()
        .scalars(
            select(AuditEntry)
            .where(tuple_(AuditEntry.subject_kind, AuditEntry.subject_id).in_(keys))
            .order_by(AuditEntry.id.desc())
            .limit(1)
        )
        .first()
    )
    if last is None or not last.actor:
        return _SOMEBODY
    return _WHO.with_facts(name=last.actor, time=moment(last.at))


def _shows(field: Field) -> bool:
    return not isinstance(field, UNSEEN) and _is_plain(getattr(field, "object_data", object))


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return all(_is_plain(one) for one in value)
    return value is None or isinstance(value, _PLAIN)


def _digest(value: Any) -> str:
    """A keyed digest: enough to compare, too little to guess a telephone number from."""
    text = json.dumps(_same(value), ensure_ascii=False)
    key = str(current_app.secret_key).encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:16]


def _same(value: Any) -> Any:
    """A value as it is compared: nothing is nothing, and a choice of several has no order."""
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(_same(one)) for one in value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if value is None or value is False or value == "":
        return ""
    return str(value)


def _in_words(field: Field) -> str:
    """What the record says by now, as the form would show it; empty where the form hides it."""
    value = field.object_data
    if getattr(field, "hides", False):
        return ""
    if isinstance(field, BooleanField):
        return str(_("yes") if value else _("no"))
    if isinstance(field, SelectMultipleField | SelectField):
        chosen = {str(one) for one in (value if isinstance(value, list | tuple | set) else [value])}
        words = [str(label) for one, label, *_rest in field.iter_choices() if str(one) in chosen]
        return ", ".join(words) or str(_("nothing"))
    return str(value) if value not in (None, "") else str(_("nothing"))


def _unpacked(kept: str) -> Mapping[str, str]:
    try:
        found = json.loads(kept or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
