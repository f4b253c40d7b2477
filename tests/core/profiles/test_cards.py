"""Contact cards: to print, ten on a sheet, and for address books."""

import re
import zlib
from datetime import date

from flask.testing import FlaskClient

from core.content_lines import escaped, folded, written
from core.database import Database
from core.profiles.deeds import Row, on_the_board
from core.testing.factories import make_account, make_deputy, make_station
from core.testing.signing import sign_in


def drawn(pdf: bytes) -> str:
    """What can be copied out of a PDF, and how large its pages are."""
    found = [pdf.decode("latin-1")]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream).decode("latin-1"))
        except zlib.error:
            continue
    return "\n".join(found)


def test_a_card_has_its_size_and_a_sheet_is_a4(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, deputies=12)
        deputy = make_deputy(session, "Ann Ash", station=station).id
        manager = make_account(session, role="manager", station=station)
        number = station.id
    sign_in(client, manager)
    card = client.get(f"/deputies/{deputy}/card.pdf")
    assert card.mimetype == "application/pdf"
    (width, height) = re.findall(r"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", drawn(card.data))[0]
    assert (round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) == (90, 54)
    sheet = drawn(client.get(f"/deputies/{deputy}/card.pdf?sheet=1").data)
    assert len(re.findall(r"/Type\s*/Page\b", sheet)) == 1
    every = drawn(client.get(f"/stations/{number}/cards.pdf").data)
    assert len(re.findall(r"/Type\s*/Page\b", every)) == 2


def test_a_station_without_anybody_to_show_says_so(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        make_deputy(session, station=station, is_shown=False)
        manager, number = make_account(session, role="manager", station=station), station.id
    answer = sign_in(client, manager).get(f"/stations/{number}/cards.pdf")
    assert answer.status_code == 404
    assert "text/html" in answer.content_type


def test_long_lines_are_folded_and_no_character_is_cut() -> None:
    line = "NOTE:" + "\u7ad9" * 60
    parts = folded(line).split("\r\n")
    assert len(parts) > 1
    assert all(len(part.encode()) <= 75 for part in parts)
    assert "".join([parts[0], *(part[1:] for part in parts[1:])]) == line


def test_values_cannot_begin_another_line() -> None:
    name = escaped("Ann;\r\nTEL:1, x")
    assert written([f"FN:{name}"]) == "FN:Ann\\;\\nTEL:1\\, x\r\n"


def test_a_sheet_for_the_wall_takes_what_finds_room_and_small_type_only_where_it_must() -> None:
    deeds = [Row(date(2026, 11, day), "Heard people. " * 8, "", is_elsewhere=False) for day in range(9, 0, -1)]
    assert on_the_board(["One duty"] * 5, deeds[:1]) == (deeds[:1], False)
    assert on_the_board(["One duty"] * 5, deeds) == (deeds[:5], True)
    assert on_the_board(["A duty that goes on and on. " * 6] * 5, deeds) == (deeds[:3], True)
    assert on_the_board(["A duty that goes on and on. " * 20] * 9, deeds) == ([], True)
