"""Filling in any form: with something that fits, and with what people and machines type by mistake."""

from typing import Any

from core.testing.pages import PageForm

LONG = "x" * 10_000
MISTAKES: dict[str, str] = {
    "nothing": "",
    "blanks": " \t\u3000 ",
    "endless": LONG,
    "markup": "<script>alert('\"&')</script>",
    "emoji": "\U0001f9f5\U0001f468\u200d\U0001f33e",
    "negative": "-1",
    "huge": "9" * 30,
    "fraction": "1.5",
    "nul": "a\x00b",
    "lone": "\udcff",
    "percent": "100%(name)s {0} ${x} %",
    "wildcards": "%_\\'\";--",
    "directions": "\u202egnp.exe",
    "digits of others": "\u0661\u0662\u0663",
    "date": "2026-02-31",
}

BY_KIND = {
    "email": "somebody@example.cn",
    "tel": "19900000001",
    "number": "3",
    "date": "2026-12-10",
    "month": "1980-11",
    "time": "09:00",
    "password": "a-long-orchard-lane",
    "url": "https://lianzhan.example.cn",
    "search": "",
}
BY_NAME = {
    "phone": "19900000002",
    "contact_phone": "19900000003",
    "birth": "1980-11",
    "credit_code": "",
    "longitude": "118.35",
    "latitude": "34.37",
    "position": "34.36934, 118.35489",
    "number": "19",
    "day": "12",
    "places": "3",
    "reason": "A reason",
}


def filled(form: PageForm, **typed: Any) -> dict[str, Any]:
    """Values for all fields that a careful person could have typed, with these in their place."""
    values: dict[str, Any] = dict(form.values)
    for field in form.typed:
        if field.kind == "file":
            continue
        if field.kind == "select":
            values[field.name] = field.value or next((choice for choice in field.choices if choice), "")
        elif field.kind == "radio":
            values.setdefault(field.name, field.value)
        elif field.kind != "checkbox" and not field.value:
            otherwise = field.choices[0] if field.choices else "Something new"
            values[field.name] = BY_NAME.get(field.name, BY_KIND.get(field.kind, otherwise))
    return {**values, **typed}


def one_of_several(form: PageForm) -> dict[str, str]:
    """The first box of each row of boxes in which none is ticked."""
    boxes: dict[str, list[str]] = {}
    for field in form.typed:
        if field.kind == "checkbox" and field.name not in form.values:
            boxes.setdefault(field.name, []).append(field.value)
    return {name: values[0] for name, values in boxes.items() if len(values) > 1}
