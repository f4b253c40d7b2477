"""The web's edge: what a view needs to read, ask and answer."""

from flask_babel import gettext as _

from core.web.answers import done, render
from core.web.forms import Form
from core.web.guard import public, reads_first, requires
from core.web.paging import Page, paginate
from core.web.request import begin_write, session, viewer

__all__ = [
    "Form",
    "Page",
    "_",
    "begin_write",
    "done",
    "paginate",
    "public",
    "reads_first",
    "render",
    "requires",
    "session",
    "viewer",
]
