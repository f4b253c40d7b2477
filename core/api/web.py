"""What a plugin's views and forms stand on."""

from flask import url_for

from core.clock import now, today
from core.files.fields import DocumentField, PhotoField
from core.files.views import answer as file_answer
from core.options.forms import form_of as options_form
from core.plugin_host.blueprints import PluginBlueprint as Blueprint
from core.web import Form, Page, _, begin_write, done, paginate, public, reads_first, render, requires, session, viewer
from core.web.fields import (
    CheckboxesField,
    choices_of,
    long_text_field,
    name_field,
    offer,
    phone_field,
    plain,
    record_field,
    text_field,
)
from core.web.filters import day as day_words
from core.web.filters import month as month_words
from core.web.filters import phone as phone_words
from core.web.keys import derived_key
from core.web.listing import Listing, asked_day, asked_number, asked_one_of, asked_text, listed
from core.web.panels import panels
from core.web.preferences import language
from core.web.request import files
from core.web.static import absolute
from core.web.typed_fields import DayField, TimeOfDayField, WholeNumberField
from core.words import lazy as _l

__all__ = [
    "Blueprint",
    "CheckboxesField",
    "DayField",
    "DocumentField",
    "Form",
    "Listing",
    "Page",
    "PhotoField",
    "TimeOfDayField",
    "WholeNumberField",
    "_",
    "_l",
    "absolute",
    "asked_day",
    "asked_number",
    "asked_one_of",
    "asked_text",
    "begin_write",
    "choices_of",
    "day_words",
    "derived_key",
    "done",
    "file_answer",
    "files",
    "language",
    "listed",
    "long_text_field",
    "month_words",
    "name_field",
    "now",
    "offer",
    "options_form",
    "paginate",
    "panels",
    "phone_field",
    "phone_words",
    "plain",
    "public",
    "reads_first",
    "record_field",
    "render",
    "requires",
    "session",
    "text_field",
    "today",
    "url_for",
    "viewer",
]
