"""Forms: nothing typed is lost, and sent twice is once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from core.errors import DomainError
from core.web import meanwhile
from core.web.request import session
from core.words import lazy as _


def _text(value: Any) -> Any:
    """A value without NUL and halves of characters; a file as it is."""
    return value.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(value, str) else value


def fresh_once() -> str:
    """The name of one filling-in of a form: for its hidden field ``once``."""
    return secrets.token_urlsafe(12)


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form with its hidden fields: ``csrf_token``, ``once``, which names this filling-in of it, and ``seen``."""

    once = HiddenField(default=fresh_once)
    seen = HiddenField()
    """Of a form opened on a record (``obj``, ``also``): what it showed, so that what others save meanwhile is noticed."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What every form does with what was sent."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """The fields as sent, without characters that are no text and that no database keeps."""
            sent = super().wrap_formdata(form, formdata)
            if not sent:
                return sent
            return MultiDict([(name, _text(value)) for name, values in sent.lists() for value in values])

    def __init__(self, *args: Any, obj: Any = None, also: Iterable[Any] | None = None, **kwargs: Any) -> None:
        """`obj` is the record the form edits, `also` further ones whose values it shows.

        A form that shows values of something that is no single record gives only `also`, if need be an empty one.
        """
        super().__init__(*args, obj=obj, **kwargs)
        self.problems: list[str] = []
        """Sentences that belong to no single field, for the summary on top."""
        self._records = [*([] if obj is None else [obj]), *(also or ())]
        self._edits = obj is not None or also is not None
        if not self._edits:
            del self.seen
        elif not self.is_submitted():
            self.seen.data = meanwhile.seen(self)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether it can be saved: every field makes sense, and nobody saved the same record meanwhile."""
        is_sound: bool = super().validate(*args, **kwargs)
        return self._is_first() and is_sound

    def _is_first(self) -> bool:
        """Nobody changed the record while this form was open; if somebody did, both versions are shown."""
        if not self._edits:
            return True
        seen_then, self.seen.data = self.seen.data, meanwhile.seen(self)
        changed = meanwhile.changed_since(seen_then, self)
        if not changed:
            return True
        said = meanwhile.show_both(seen_then, changed)
        if said or any(field.errors for field in changed):
            self.problems += [str(meanwhile.who_was_faster(self._records)), *map(str, said)]
            return False
        return True

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Try what the form asks for; a domain error becomes an error of the form and is rolled back.

        ::

            with form.attempt():
                service.change(session(), station, **form.values)
                return done(url, _("Saved."))
            return render("stations/edit.html", form=form)
        """
        try:
            with session().begin_nested():
                yield
        except IntegrityError:
            # Two people at once: what the service found free was taken before it was written.
            self.add_problem(
                str(_("Somebody else has just saved the same. Look whether theirs is what you meant, or change yours."))
            )
        except DomainError as problem:
            if problem.status in (403, 404):
                raise
            self.add_problem(str(problem), problem.field)

    def add_problem(self, sentence: str, field: str | None = None) -> None:
        """Show this sentence at the field, or in the summary where it belongs to none."""
        if field and field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, sentence]
        else:
            self.problems.append(sentence)

    @property
    def values(self) -> dict[str, Any]:
        """What was filled in, without the hidden fields and buttons."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if name not in ("csrf_token", "once", "seen") and field.type != "SubmitField"
        }
