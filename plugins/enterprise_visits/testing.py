"""Samples for tests: a record of a station for every parameter in the addresses of this plugin."""

from __future__ import annotations

from core.api.declare import UrlSample
from plugins.enterprise_visits.contacts.testing import SAMPLES as CONTACTS
from plugins.enterprise_visits.difficulties.testing import SAMPLES as DIFFICULTIES
from plugins.enterprise_visits.helping.testing import SAMPLES as HELPING
from plugins.enterprise_visits.known.testing import SAMPLES as KNOWN
from plugins.enterprise_visits.links.testing import SAMPLES as LINKS
from plugins.enterprise_visits.measures.testing import SAMPLES as MEASURES
from plugins.enterprise_visits.pairing.testing import SAMPLES as PAIRING
from plugins.enterprise_visits.visiting.testing import SAMPLES as VISITING

SAMPLES: tuple[UrlSample, ...] = (*VISITING, *KNOWN, *PAIRING, *CONTACTS, *DIFFICULTIES, *HELPING, *LINKS, *MEASURES)
