"""What search engines, phones and chat programs are told: robots.txt, the map of public pages, the web manifest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from xml.sax.saxutils import escape

from flask import Blueprint, Response, jsonify, url_for
from sqlalchemy import or_, select

from core.announcements.models import Announcement
from core.deputies.models import SERVING, Deputy, Mandate
from core.profiles.models import Profile
from core.stations.models import Station
from core.web import _, public, session
from core.web.static import absolute, static

MOST_ADDRESSES: Final = 50_000
"""What a sitemap may list."""
WELCOME: Final = (
    "/$",
    "/?place=",
    "/stations/",
    "/deputies/",
    "/announcements/",
    "/nearby",
    "/static/",
    "/sitemap.xml",
)
BUT_NOT: Final = (
    "/stations/*/p/",
    "/deputies/*/card.vcf",
    "/deputies/*/board",
    "/deputies/*/public",
    "/announcements/*/calendar.ics",
)


def register(bp: Blueprint) -> None:
    """Put these pages on the blueprint of the home page."""
    bp.get("/robots.txt")(public(robots))
    bp.get("/sitemap.xml")(public(sitemap))
    bp.get("/manifest.webmanifest")(public(manifest))


def robots() -> Any:
    """Which pages search engines may read: the public ones, and nothing else."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in BUT_NOT),
        *(f"Allow: {path}" for path in WELCOME),
        "Disallow: /",
        f"Sitemap: {absolute(url_for('home.sitemap'))}",
    ]
    answer = Response("\n".join(lines) + "\n", mimetype="text/plain")
    answer.cache_control.max_age = 3600
    return answer


def sitemap() -> Any:
    """Every public page; deputies who do not want to be listed, and those of old, are left out."""
    listed = "".join(f"<url><loc>{escape(absolute(address))}</loc></url>\n" for address in _addresses())
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    answer = Response(f"{head}{listed}</urlset>\n", mimetype="application/xml")
    answer.cache_control.max_age = 3600
    return answer


def _addresses() -> Iterator[str]:
    yield url_for("home.index")
    yield url_for("home.nearby")
    yield url_for("announcements.index")
    stations = select(Station.id).where(Station.state == "open").order_by(Station.id)
    deputies = (
        select(Deputy.id)
        .outerjoin(Profile, Profile.deputy_id == Deputy.id)
        .where(
            Deputy.is_shown,
            or_(Profile.is_listed.is_(None), Profile.is_listed),
            Deputy.mandates.any(Mandate.state.in_(SERVING)),
        )
        .order_by(Deputy.id)
    )
    reports = select(Announcement.id).where(Announcement.state == "announced").order_by(Announcement.id)
    pages = (("stations.show", "station", stations), ("deputies.show", "deputy", deputies))
    for endpoint, name, query in (*pages, ("announcements.show", "announcement", reports)):
        base = url_for(endpoint, **dict[str, Any]({name: 1})).removesuffix("1")
        for number in session().scalars(query.limit(MOST_ADDRESSES // 3)):
            yield f"{base}{number}"


def manifest() -> Any:
    """What a phone needs to put the site among its applications."""
    answer = jsonify(
        name=" · ".join([_("LianZhan"), _("Deputies' stations")]),
        short_name=_("LianZhan"),
        start_url=url_for("home.index"),
        scope=url_for("home.index"),
        display="standalone",
        background_color="#fbf9f6",
        theme_color="#fffefc",
        icons=[
            {"src": static("mark-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
            {"src": static("mark-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer
