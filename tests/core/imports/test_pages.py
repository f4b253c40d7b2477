"""The pages of an import: upload, preview, questions, writing."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, stream_encode_multipart

from core.audit.models import AuditEntry
from core.database import Database
from core.deputies.models import Deputy, Mandate
from core.imports.forms import field_of
from core.imports.models import ImportBatch, ImportRow
from core.platform import Platform
from core.stations.models import Station
from core.testing.factories import make_account, make_deputy, make_station
from core.testing.pages import Page, page_of
from core.testing.signing import sign_in
from tests.core.imports.importing import ALL_TERMS, bring
from tests.core.imports.workbooks import SAMPLES, XINYI, raw_workbook, several_sheets, workbook


@pytest.fixture
def office(client: FlaskClient, database: Database) -> FlaskClient:
    """The office of the county, with Xinyi's stations and the terms of its congresses recorded."""
    with database.writing() as session:
        bring(session, "stations", XINYI / "xinyi-stations.xlsx")
        bring(
            session,
            "deputies",
            workbook(("姓名", "代表层级", "联系电话"), ("甲", "省、徐州市、新沂市", "19911111111")),
            terms=ALL_TERMS,
        )
        account = make_account(session, role="office", region="320381")
    return sign_in(client, account)


def upload(client: FlaskClient, kind: str, data: bytes | Path, name: str = "名单.xlsx", **more: Any) -> TestResponse:
    form = page_of(client.get("/imports/")).form("/imports/")
    content = data.read_bytes() if isinstance(data, Path) else data
    return form.submit(client, {"kind": kind, "file": (BytesIO(content), name), **more})


def preview(client: FlaskClient, answer: TestResponse, show: str = "") -> Page:
    assert answer.status_code == 303, page_of(answer).text
    return page_of(client.get(answer.location, query_string={"show": show} if show else {}))


def count(database: Database, model: type[Any]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_preview_tells_every_row_with_its_reason_before_anything_is_written(
    office: FlaskClient, database: Database
) -> None:
    before = count(database, Deputy)
    answer = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx")
    refused = preview(office, answer, "refuse")
    for words in (
        "8 退回",
        "2 将新增",
        "1 跳过",
        "电话号码有 10 位",
        "市长",
        "不存在的站",
        "=1+1",
        "<b>李志梅</b>",
        "201 个字",
    ):
        assert words in refused.text
    assert "第 2 行" in preview(office, answer, "skip").text
    assert count(database, Deputy) == before


def test_the_good_rows_are_written_in_one_step_and_the_batch_is_finished(
    office: FlaskClient, database: Database
) -> None:
    before = count(database, Deputy)
    answer = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx")
    written = preview(office, answer).form("/write").submit(office)
    assert written.status_code == 303
    assert count(database, Deputy) == before + 2
    page = page_of(office.get(answer.location))
    assert "已新增 2 行" in page.text
    assert not [form for form in page.forms if form.action.endswith("/write")]
    with database.reading() as session:
        assert set(session.scalars(select(ImportRow.cells))) == {None}
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "import")).one()
        assert entry.facts is not None
        assert entry.facts["create"] == 2


def test_all_or_nothing_writes_nothing_where_a_row_is_refused(office: FlaskClient, database: Database) -> None:
    before = count(database, Deputy)
    answer = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx")
    refused = preview(office, answer).form("/write").submit(office, {"all_or_nothing": "y"})
    assert refused.status_code == 422
    assert "没有写入任何内容" in page_of(refused).text
    assert count(database, Deputy) == before
    assert preview(office, answer).form("/write").submit(office).status_code == 303


def test_the_bare_city_is_asked_about_once_on_the_page_and_the_answer_is_kept(
    office: FlaskClient, database: Database
) -> None:
    answer = upload(office, "deputies", XINYI / "xinyi-deputies.xlsx")
    asked = preview(office, answer)
    assert "有 9 行的代表层级只写了“市”" in asked.text
    assert asked.form("/answers").submit(office, {field_of("level:市"): "county"}).status_code == 303
    answered = preview(office, answer)
    assert "88 将新增" in answered.text
    assert "需要您回答的问题" not in answered.text
    answered.form("/write").submit(office)
    assert count(database, Deputy) == 89


def test_terms_are_asked_for_once_a_level_and_typed_as_numbers(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        bring(session, "stations", XINYI / "xinyi-stations.xlsx")
        account = make_account(session, role="office", region="320381")
    answer = upload(sign_in(client, account), "deputies", XINYI / "xinyi-deputies.xlsx")
    asked = preview(client, answer).form("/answers")
    provincial, prefectural, county = (field_of(f"term:{level}") for level in ("provincial", "prefectural", "county"))
    city = field_of("level:市")
    assert {one.name for one in asked.typed} == {provincial, prefectural, county, city, "with_liaisons"}
    wrong = asked.submit(client, {provincial: "14", prefectural: "1000", county: "18", city: "county"})
    assert wrong.status_code == 422
    assert page_of(wrong).form("/answers").values[provincial] == ["14"]
    asked.submit(client, {provincial: "14", prefectural: "17", county: "18", city: "county"})
    answered = preview(client, answer)
    assert "需要您回答的问题" not in answered.text
    answered.form("/write").submit(client)
    with database.reading() as session:
        adrift = select(func.count()).where(Mandate.term_id.is_(None), Mandate.level != "township")
        assert session.scalar(adrift) == 0


def test_an_answer_given_on_a_page_that_is_not_the_newest_answers_its_own_question(
    office: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        station = make_station(session, "甲站")
        known = [make_deputy(session, station=station).person for _number in range(2)]
        people = [(person.name, person.phone) for person in known]
    rows = [("姓名", "联系电话", "代表层级", "进驻站点")]
    rows += [(f"新名{number}", phone, "新沂市", "甲站") for number, (_name, phone) in zip("一二", people, strict=True)]
    answer = upload(office, "deputies", workbook(*rows))
    first, second = field_of("person:2"), field_of("person:3")
    page, of_another = (preview(office, answer).form("/answers") for _person in range(2))
    assert {first, second} <= page.names()
    page.submit(office, {first: "same"})
    of_another.submit(office, {first: "other", second: "skip"})
    with database.reading() as session:
        said = session.scalars(select(ImportBatch)).one().options["answers"]
    assert (said["person:2"], said["person:3"]) == ("same", "skip")


def test_rows_of_old_batches_are_forgotten_with_the_next_upload(office: FlaskClient, database: Database) -> None:
    old = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx")
    with database.writing() as session:
        session.scalars(select(ImportBatch)).one().created_at -= timedelta(days=15)
    upload(office, "stations", XINYI / "xinyi-stations.xlsx")
    with database.reading() as session:
        assert set(session.scalars(select(ImportRow.batch_id))) == {2}
    assert "已放弃" in preview(office, old).text


def test_the_same_file_again_changes_nothing(office: FlaskClient, database: Database) -> None:
    answer = upload(office, "stations", XINYI / "xinyi-stations.xlsx")
    page = preview(office, answer)
    assert "7 跳过" in page.text
    assert "没有需要写入的内容" in page.text
    assert not [form for form in page.forms if form.action.endswith("/write")]
    assert count(database, Station) == 7


def test_writing_twice_by_a_double_tap_is_once(office: FlaskClient, database: Database) -> None:
    answer = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx")
    form = preview(office, answer).form("/write")
    first, second = form.submit(office), form.submit(office)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert count(database, Deputy) == 3


def test_a_finished_batch_says_so_instead_of_writing_again(office: FlaskClient) -> None:
    answer = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx")
    page = preview(office, answer)
    again = preview(office, answer).form("/write")
    page.form("/write").submit(office)
    refused = again.submit(office)
    assert refused.status_code in (409, 422)
    assert "已经结束" in page_of(refused).text


def test_a_dropped_file_leaves_nothing_behind(office: FlaskClient, database: Database) -> None:
    answer = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx")
    assert preview(office, answer).form("/drop").submit(office).status_code == 303
    assert count(database, ImportRow) == 0
    assert page_of(office.get(answer.location)).text.count("已放弃") >= 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"\x89PNG\x00\x00\x00", "不是 Excel 工作簿"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, "旧格式"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "设有密码"),
        (raw_workbook(b" " * 2**20 for _mb in range(100)), "解压后"),
        ((XINYI / "xinyi-enterprises.xlsx").read_bytes(), "企业名单，不是代表名单"),
    ],
    ids=["empty", "picture", "xls", "password", "bomb", "other kind"],
)
def test_a_file_that_cannot_be_read_is_explained_at_its_field(office: FlaskClient, data: bytes, words: str) -> None:
    answer = upload(office, "deputies", data)
    assert answer.status_code == 422
    page = page_of(answer)
    assert words in page.text
    assert page.form("/imports/").values["kind"] == ["deputies"]
    assert [element for element in page.elements if element.attributes.get("id") == "file-error"]


def test_more_than_an_upload_takes_is_refused_with_the_limit(
    office: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Platform, "max_upload_mb", 0)
    answer = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx")
    assert answer.status_code == 422
    assert "最多可上传 0 MB" in page_of(answer).text


def test_the_limit_is_told_before_a_file_is_sent_and_holds_to_the_byte(office: FlaskClient) -> None:
    most = Platform.max_upload_mb * 2**20
    assert Platform.max_upload_mb == 20 < Platform.max_request_mb
    page = page_of(office.get("/imports/"))
    assert "不超过 20 MB" in page.text
    field = next(element for element in page.elements if element.attributes.get("id") == "file")
    assert field.attributes["data-most-bytes"] == str(most)
    assert "20 MB" in field.attributes["data-too-large"]
    assert "最多可上传 20 MB" in page_of(_sent_whole(office, b"x" * (most + 1))).text
    assert "最多可上传" not in page_of(_sent_whole(office, b"x" * most)).text


def _sent_whole(client: FlaskClient, data: bytes) -> TestResponse:
    """As upload() does, without a file on the disk between the browser and the page."""
    form = page_of(client.get("/imports/")).form("/imports/")
    values = {**form.values, "kind": "deputies", "file": FileStorage(BytesIO(data), "名单.csv")}
    pairs = [(name, one) for name, many in values.items() for one in (many if isinstance(many, list) else [many])]
    body, _length, boundary = stream_encode_multipart(MultiDict(pairs), threshold=2**30)
    return client.post(form.action, data=body.read(), content_type=f"multipart/form-data; boundary={boundary}")


def test_without_a_file_nothing_is_lost(office: FlaskClient) -> None:
    form = page_of(office.get("/imports/")).form("/imports/")
    answer = form.submit(office, {"kind": "enterprises", "other_region": "3203"})
    assert answer.status_code == 422
    values = page_of(answer).form("/imports/").values
    assert (values["kind"], values["other_region"]) == (["enterprises"], ["3203"])


def test_an_unknown_region_and_one_of_another_office_are_refused(office: FlaskClient, database: Database) -> None:
    for code, words in (("999999", "999999"), ("520523", "不归您的账号管理")):
        answer = upload(office, "stations", SAMPLES / "jinsha-stations.xlsx", other_region=code)
        assert answer.status_code == 422
        assert words in page_of(answer).text
    assert count(database, ImportBatch) == 0


def test_what_one_office_stages_another_does_not_see(
    office: FlaskClient, client: FlaskClient, database: Database
) -> None:
    answer = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx")
    with database.writing() as session:
        other = make_account(session, role="office", region="520523")
        manager = make_account(session, role="manager", station=make_station(session))
    sign_in(client, other)
    assert client.get(answer.location).status_code in (403, 404)
    assert "名单.xlsx" not in page_of(client.get("/imports/")).text
    assert client.get("/imports/").status_code == 200
    sign_in(client, manager)
    assert client.get("/imports/").status_code == 403


def test_a_page_of_the_preview_costs_few_statements_however_long_the_file(
    office: FlaskClient, database: Database
) -> None:
    lines = "".join(f"新人{n:03},新沂市,1981{n:07}\n" for n in range(300))
    answer = upload(office, "deputies", ("姓名,代表层级,联系电话\n" + lines).encode("gb18030"), "名单.csv")
    office.get(answer.location)
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    page = page_of(office.get(answer.location, query_string={"page": 2}))
    assert "新人060" in page.text
    assert len([one for one in statements if one.startswith("SELECT")]) <= 8


def test_of_a_file_with_several_lists_each_sheet_is_checked_by_itself(office: FlaskClient, database: Database) -> None:
    heads = ("姓名", "代表层级", "联系电话")
    first = (heads, ("一", "县", "19911110001"))
    second = (heads, ("二", "县", "19911110002"), ("三", "县", "19911110003"))
    answer = upload(office, "deputies", several_sheets({"一组": first, "二组": second, "说明": (("请认真填写",),)}))
    assert answer.status_code == 303
    index = page_of(office.get(answer.location))
    assert "一组 · 名单.xlsx" in index.text
    assert "二组 · 名单.xlsx" in index.text
    before = count(database, Deputy)
    with database.reading() as session:
        chosen = session.scalars(select(ImportBatch).where(ImportBatch.file_name.startswith("二组"))).one()
    page_of(office.get(f"/imports/{chosen.id}")).form("/write").submit(office)
    assert count(database, Deputy) == before + 2


def test_stations_that_a_roster_names_are_made_where_that_is_ticked(office: FlaskClient, database: Database) -> None:
    before = count(database, Station)
    data = workbook(("姓名", "代表层级", "联系电话", "进驻站点"), ("甲一", "县", "19911110009", "新站联络站"))
    answer = upload(office, "deputies", data)
    refused = preview(office, answer)
    assert "1 退回" in refused.text
    refused.form("/answers").submit(office, {"create_stations": "y"})
    preview(office, answer).form("/write").submit(office)
    assert count(database, Station) == before + 1
