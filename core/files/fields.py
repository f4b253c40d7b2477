"""Fields of forms that take files: the limit stands beside them, and what comes is prepared while the form is checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import Form as AnyForm
from wtforms.validators import StopValidation

from core.errors import DomainError
from core.files.documents import ACCEPT
from core.files.service import MOST_DOCUMENT_MB, MOST_PHOTO_MB, Prepared, prepare_document, prepare_photo
from core.words import LazyText
from core.words import lazy as _

MOST_AT_ONCE = 9


class _PreparedField(MultipleFileField):  # type: ignore[misc]  # Flask-WTF has no types
    """A field of files that are prepared one by one as the form is validated: in a view that ``@reads_first``."""

    def __init__(
        self,
        label: LazyText | str,
        *,
        prepare: Callable[[bytes, str], Prepared],
        limit: int,
        hint: LazyText,
        accept: str,
        many: bool,
        needed: LazyText | None,
        **more: Any,
    ) -> None:
        self.many, self._prepare, self._limit, self._needed = many, prepare, limit, needed
        self.all_prepared: list[Prepared] = []
        told = {
            "accept": accept,
            "data-most-bytes": limit * 2**20,
            "data-too-large": _("This file is larger than %(size)s MB. Choose a smaller one.", size=limit),
        }
        if many:
            told |= {
                "data-most-together": MOST_TOGETHER_MB * 2**20,
                "data-too-many": _(
                    "Together these files are larger than %(size)s MB. Send some of them now, and the others afterwards.",
                    size=MOST_TOGETHER_MB,
                ),
            }
        super().__init__(label, description=hint, render_kw=told | more.pop("render_kw", {}), **more)
        self.widget = _OneOrMore()
        if needed is not None:
            self.flags.required = True

    @property
    def prepared(self) -> Any:
        """After validation: the file, or None where none was given; with ``many`` the list of them."""
        return self.all_prepared if self.many else next(iter(self.all_prepared), None)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Only what is a file and was chosen."""
        self.data = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        self.raw_data = self.data

    def pre_validate(self, form: AnyForm) -> None:  # noqa: ARG002 - WTForms' signature
        """Prepare what was sent; a refusal becomes the error of this field."""
        self.all_prepared = []
        given = self.data or []
        if not given and self._needed is not None:
            raise StopValidation(str(self._needed))
        if len(given) > (MOST_AT_ONCE if self.many else 1):
            raise StopValidation(
                str(_("Choose at most %(most)s files at once.", most=MOST_AT_ONCE if self.many else 1))
            )
        try:
            for one in given:
                with one.stream as stream:
                    self.all_prepared.append(self._prepare(stream.read(self._limit * 2**20 + 1), one.filename or ""))
        except DomainError as problem:
            self.all_prepared = []
            raise StopValidation(str(problem)) from problem


MOST_TOGETHER_MB = 30
"""Of several files in one form."""


class PhotoField(_PreparedField):
    """A photo, or several: ``form.photo.prepared`` is what :func:`core.files.service.keep` takes."""

    def __init__(
        self, label: LazyText | str, *, many: bool = False, needed: LazyText | None = None, **more: Any
    ) -> None:
        hint = (
            _(
                "JPEG, PNG or HEIC, each at most %(limit)s MB, at most %(most)s at once. Place and camera data are removed.",
                limit=MOST_PHOTO_MB,
                most=MOST_AT_ONCE,
            )
            if many
            else _("JPEG, PNG or HEIC, at most %(limit)s MB. Place and camera data are removed.", limit=MOST_PHOTO_MB)
        )
        super().__init__(
            label,
            prepare=prepare_photo,
            limit=MOST_PHOTO_MB,
            hint=hint,
            accept="image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif",
            many=many,
            needed=needed,
            **more,
        )


class DocumentField(_PreparedField):
    """A document, or several: ``form.document.prepared`` is what :func:`core.files.service.keep` takes."""

    def __init__(
        self, label: LazyText | str, *, many: bool = False, needed: LazyText | None = None, **more: Any
    ) -> None:
        super().__init__(
            label,
            prepare=prepare_document,
            limit=MOST_DOCUMENT_MB,
            hint=_(
                "PDF, OFD, Word (.docx), Excel (.xlsx), PowerPoint (.pptx) or text, without macros, at most %(limit)s MB.",
                limit=MOST_DOCUMENT_MB,
            ),
            accept=ACCEPT,
            many=many,
            needed=needed,
            **more,
        )


class _OneOrMore:
    """The input of a file; ``multiple`` only where several are taken."""

    def __call__(self, field: _PreparedField, **attributes: Any) -> Any:
        from wtforms.widgets import FileInput

        return FileInput(multiple=field.many)(field, **attributes)
