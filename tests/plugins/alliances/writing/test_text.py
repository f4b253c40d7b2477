"""Text is formatted simply and stays clean; two texts are compared in words, and two changes of one text are merged."""

from __future__ import annotations

import pytest

from plugins.alliances.writing.compare import compared
from plugins.alliances.writing.merge import left_open, merged, merged_line
from plugins.alliances.writing.text import Grid, Items, Run, blocks, html, plain

BASE = "我们同意在兖州开展玉米免耕播种试验，亩产提高20%。\n张总表示愿意提供农机三台。"


def test_headings_lists_tables_and_bold_are_formatted() -> None:
    made = html("# Yield\n\n1. **one**\n2. two\n   - deeper\n\n| a | b |\n|---|--:|\n| 1 | 2 |")
    assert "<h4>Yield</h4>" in made
    assert "<li><strong>one</strong></li>" in made
    assert "<ul>\n<li>deeper</li>" in made
    assert '<td class="to-right">2</td>' in made


def test_bold_ends_between_chinese_characters_and_their_punctuation() -> None:
    assert html("**结论：**同意") == "<p><strong>结论：</strong>同意</p>\n"
    assert html("2 ** 3 ** 4") == "<p>2 ** 3 ** 4</p>\n"


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "[here](javascript:alert(1))",
        "![x](x onerror=alert(1))",
        "**<img src=x onerror=alert(1)>**",
        "# <svg onload=alert(1)>",
        "- <a href='javascript:alert(1)'>",
        "| <b> | a |\n|---|---|\n| <i style='x'> | <u> |",
        "<http://example.com>",
        "```<script>```",
    ],
)
def test_what_somebody_stored_never_comes_through_as_markup(evil: str) -> None:
    made = html(evil)
    for tag in ("<script", "<img", "<svg", "<a", "<b>", "<i", "<u>", "<code"):
        assert tag not in made


def test_the_same_blocks_serve_pages_and_word() -> None:
    first, second = blocks("3. **a** b\n\n| x |\n|---|\n| y |")
    assert first == Items(True, 3, ((blocks("**a** b")[0],),))
    assert second == Grid(((Run("x"),),), (((Run("y"),),),), ("",))
    assert plain("# a\n- **b**") == "a\nb"


def test_a_table_of_too_many_columns_stays_the_words_it_is() -> None:
    assert "<table" in html("|a" * 20 + "\n" + "|-" * 20)
    assert "<table" not in html("|a" * 1500 + "\n" + "|-" * 1500 + "\n" + "|1\n" * 300)


def test_only_the_words_that_differ_are_marked() -> None:
    found = compared(BASE, BASE.replace("20%", "25%").replace("三台", "五台"))
    assert [one.text for one in found.before if one.kind == "gone"] == ["20%", "三台"]
    assert [one.text for one in found.after if one.kind == "new"] == ["25%", "五台"]
    assert compared(BASE, BASE).is_same


@pytest.mark.parametrize(
    ("one", "other"),
    [("", ""), ("", BASE), ("a。" * 3000, "b。a。" * 1500), ("的 " * 3000, "的" * 6000), ("a\n\nb  c", "a\n\n\nb c")],
)
def test_what_is_compared_is_whole_again_when_joined(one: str, other: str) -> None:
    found = compared(one, other)
    assert ("".join(piece.text for piece in found.before), "".join(piece.text for piece in found.after)) == (one, other)


def test_changes_that_do_not_touch_each_other_merge() -> None:
    theirs, mine = BASE.replace("玉米", "小麦"), BASE.replace("三台", "五台") + "\n王总补充。"
    both = merged(BASE, theirs, mine)
    assert both.is_clean
    assert both.text == BASE.replace("玉米", "小麦").replace("三台", "五台") + "\n王总补充。"


def test_both_wordings_of_the_same_words_stand_side_by_side() -> None:
    both = merged(BASE, BASE.replace("20%", "25%"), BASE.replace("20%", "30%"))
    assert both.conflicts == 1
    assert "提高⟪25%⟫⟪30%⟫。" in both.text
    assert left_open(both.text) == 1
    assert left_open("⟪ alone ⟫ is no conflict") == 0


def test_nothing_of_either_text_is_lost_where_nothing_is_common() -> None:
    both = merged("", "first words", "other words")
    assert "first" in both.text
    assert "other" in both.text


def test_a_heading_is_one_thing() -> None:
    assert merged_line("a", "b", "a").text == "b"
    assert merged_line("a", "a", "c").text == "c"
    assert (merged_line("a", "b", "c").text, merged_line("a", "b", "c").conflicts) == ("c", 1)
