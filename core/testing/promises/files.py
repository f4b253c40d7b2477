"""Of promise 6, what is about files: no table runs anything, and nothing is kept as it was sent."""

import io

from PIL import Image
from sqlalchemy import select

from core.clock import today
from core.enterprises.models import Enterprise
from core.people.models import Person
from core.testing.factories import photo_bytes
from core.testing.pages import Element, PageForm, page_of
from core.testing.promises import promises
from core.testing.promises.filling import filled, one_of_several
from core.testing.promises.fixtures import MakeWorld
from core.testing.promises.reading import formulas_of, is_table
from core.testing.promises.world import World


@promises("security", "No export holds a formula")
def test_no_export_holds_a_formula(new_world: MakeWorld) -> None:
    """Names, employers and notes that begin like one are shown, not run."""
    world = new_world()
    with world.database.writing() as session:
        for person in session.scalars(select(Person)):
            person.name = f"=HYPERLINK({person.id})"
            person.employer_text = "@SUM(1+1)"
        for enterprise in session.scalars(select(Enterprise)):
            enterprise.name = f"+{enterprise.id}+1"
    world.keep()
    for route in world.pages():
        for role in ("administrator", "office", "manager"):
            answer = world.client(role).get(route.urls["own"])
            assert formulas_of(answer) == [], (
                f"{route.name} says what a spreadsheet would run; write it by as_workbook()"
            )
    assert len(exported(world)) >= 7 or world.about, (
        "the lists in both kinds of file, and the corrected file of an import"
    )


def exported(world: World) -> set[tuple[str, str]]:
    """The forms that are answered with a table, in each kind of file they offer; none holds a formula."""
    found = set()
    for route, role in world.html_pages():
        page = page_of(world.client(role).get(route.urls["own"]))
        sent = [one for one in page.forms if one.method == "post" and not one.takes_files and world.holds(one.action)]
        for form in sent:
            for kind in [one.value for one in form.fields if one.name == "format"] or [""]:
                answer = form.submit(world.client(role), {"format": kind} if kind else None)
                if is_table(answer):
                    assert formulas_of(answer) == [], f"{form.action} as {kind or 'a workbook'}"
                    found.add((form.action, kind))
            world.restore()
    return found


def file_forms(world: World) -> list[tuple[str, str, PageForm, dict[str, Element]]]:
    """Every form that takes files: the route of its page, the role, the form, and its inputs for files by name."""
    found = []
    for route, role in world.html_pages():
        page = page_of(world.read(role, route.urls["own"]))
        inputs = {
            one.attributes["name"]: one
            for one in page.elements
            if one.name == "input" and one.attributes.get("type") == "file"
        }
        for form in page.forms:
            if not world.holds(form.action):
                continue
            taken = {name: inputs[name] for name in form.names() & inputs.keys()}
            found += [(route.name, role, form, taken)] if taken else []
    return found


@promises("security", "Every form for files says the limit before anything is sent")
def test_every_form_for_files_says_the_limit_before_anything_is_sent(world: World) -> None:
    forms = file_forms(world)
    assert forms or world.about
    for name, _role, form, inputs in forms:
        assert form.takes_files, f"{name} sends files without enctype=multipart/form-data"
        for one in inputs.values():
            assert int(one.attributes.get("data-most-bytes", "0")) > 0, f"{name}: {one.attributes}"
            assert one.attributes.get("data-too-large"), f"{name}: {one.attributes}"
            assert one.attributes.get("accept"), f"{name}: {one.attributes}"
            assert one.attributes.get("aria-describedby"), f"{name}: the limit stands in a hint beside the field"


@promises("security", "Every photo that is taken is written anew, without place or camera")
def test_every_photo_that_is_taken_is_written_anew_without_place_or_camera(world: World) -> None:
    """Each form of each page with a field for pictures, sent with a photo of a phone, a program, and a page."""
    files = world.app.extensions["lianzhan"].files
    taking = [
        (name, role, form, field)
        for name, role, form, inputs in file_forms(world)
        for field, one in inputs.items()
        if "image/" in one.attributes["accept"]
    ]
    assert taking or world.about
    for name, role, form, field in taking:
        before = set(files.digests())
        days = {one.name: f"{today()}" for one in form.typed if one.kind == "date"}
        values = filled(form, **days, **one_of_several(form))
        for evil in (b"MZ\x90\0 a program", b"<svg><script>alert(1)</script></svg>", photo_bytes()[:300]):
            answer = form.submit(world.client(role), {**values, field: (io.BytesIO(evil), "holiday.jpg")})
            assert answer.status_code == 422, f"{name} takes for a photo what is none"
        assert set(files.digests()) == before, f"{name} keeps what is no photo"
        photo = (io.BytesIO(photo_bytes(900, 700, exif=phone_exif())), "IMG_0001.jpg")
        answer = form.submit(world.client(role), {**values, field: photo})
        kept = set(files.digests()) - before
        assert kept, f"{name} kept no photo: {answer.status_code} {page_of(answer).text[:300]}"
        for digest in kept:
            data = files.path(digest).read_bytes()
            assert data.startswith(b"\xff\xd8"), name
            assert b"Exif" not in data, name
            assert b"Orchard" not in data, name
            assert b"http://ns.adobe.com" not in data, name
            files.path(digest).unlink()
        world.restore()


def phone_exif() -> bytes:
    """What a phone writes into a photo: by whom it was built, and where it was."""
    found = Image.Exif()
    found[0x010F] = "Orchard Phones"
    found.get_ifd(0x8825).update({1: "N", 2: (34.0, 22.0, 7.0), 3: "E", 4: (118.0, 21.0, 9.0)})
    return found.tobytes()
