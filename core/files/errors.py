"""Why a file is refused: a sentence each, and the way on."""

from __future__ import annotations

from core.errors import DomainError
from core.words import lazy as _


class FileRefused(DomainError):
    """A file that is not kept."""

    code = "file_refused"
    message = _("This file cannot be kept. Choose another one.")


class FileMissing(DomainError):
    """The row is there and its bytes are not: somebody has taken them from the data directory."""

    code = "file_missing"
    status = 404
    message = _(
        "The content of this file is not in its place any more. Tell your administrator: it can be brought back from a backup."
    )


class PhotoRefused(FileRefused):
    """A photo that is not kept."""

    code = "photo_refused"
    field = "photo"


class PhotoEmpty(PhotoRefused):
    """There is nothing in it."""

    code = "photo_empty"
    message = _("%(name)s is empty. Choose the photo again; perhaps it was not copied completely.")


class PhotoTooLarge(PhotoRefused):
    """More bytes than a photo may have."""

    code = "photo_too_large"
    message = _(
        "%(name)s is larger than %(limit)s MB. Choose a smaller photo, or let your phone send it in a smaller size."
    )


class NotAPhoto(PhotoRefused):
    """It is something else, whatever its name says."""

    code = "not_a_photo"
    message = _(
        "%(name)s is no photo: its content is something else, whatever its name says. Choose a picture in JPEG, PNG, HEIC or WebP format."
    )


class PhotoDamaged(PhotoRefused):
    """It begins as a picture and does not end as one."""

    code = "photo_damaged"
    message = _(
        "%(name)s is damaged: the picture ends in the middle or cannot be read. Copy it again from the camera or phone, and choose it again."
    )


class PhotoTooManyPixels(PhotoRefused):
    """Decoding it would take more memory than a photo deserves."""

    code = "photo_too_many_pixels"
    message = _(
        "%(name)s is %(width)s by %(height)s pixels, more than a photo needs, and was not opened. Save it in a smaller size, for example 4000 by 3000, and choose it again."
    )


class PhotoTooSmall(PhotoRefused):
    """Nobody would recognise anything."""

    code = "photo_too_small"
    message = _(
        "%(name)s is only %(width)s by %(height)s pixels. Choose the original photo, with at least %(least)s pixels on each side."
    )


class DocumentRefused(FileRefused):
    """A document that is not kept."""

    code = "document_refused"
    field = "document"


class DocumentEmpty(DocumentRefused):
    """There is nothing in it."""

    code = "document_empty"
    message = _("%(name)s is empty. Choose the document again; perhaps it was not saved.")


class DocumentTooLarge(DocumentRefused):
    """More bytes than a document may have."""

    code = "document_too_large"
    message = _("%(name)s is larger than %(limit)s MB. Save it with smaller pictures, or split it.")


class NotADocument(DocumentRefused):
    """None of the kinds that are kept, by its content."""

    code = "not_a_document"
    message = _(
        "%(name)s is no document of a kind that is kept here, whatever its name says. Save it as PDF, OFD, Word (.docx), Excel (.xlsx) or plain text (.txt), and choose that file."
    )


class OldDocument(DocumentRefused):
    """A file of the Word, Excel or WPS of before 2007."""

    code = "old_document"
    message = _(
        "%(name)s has the old format of Word, Excel or WPS. Open it, choose Save as, .docx, .xlsx or PDF, and choose that file."
    )


class DocumentDamaged(DocumentRefused):
    """It begins as a document and does not hold together."""

    code = "document_damaged"
    message = _(
        "%(name)s is damaged or was not copied completely. Open it where it was made, save it again, and choose that file."
    )


class DocumentLocked(DocumentRefused):
    """It is encrypted, so that nobody can look into it."""

    code = "document_locked"
    message = _(
        "%(name)s is protected by a password or against changes and cannot be checked. Save or print it as a PDF without protection, and choose that file."
    )


class DocumentActive(DocumentRefused):
    """It carries a program: macros, scripts, or something to be started."""

    code = "document_active"
    message = _(
        "%(name)s carries a program (macros, scripts or embedded objects), which is not kept. Save it as .docx or .xlsx without macros, or print it as PDF, and choose that file."
    )
