"""Fields that forms of several rooms share: a number with limits."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

from wtforms import StringField

from core.api.declare import LazyText
from core.api.web import _l, plain
from plugins.agri_machinery.numbers import number, shown, whole


class Amount(StringField):  # type: ignore[misc]  # WTForms has no types
    """A number between two limits, with decimals unless it is `whole`; what was typed stays as it was typed."""

    def __init__(
        self, label: LazyText, lowest: int, highest: int, sentence: LazyText, *, whole: bool = False, **more: Any
    ) -> None:
        self.lowest, self.highest, self.sentence, self.whole = lowest, highest, sentence, whole
        more.setdefault("render_kw", {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"})
        super().__init__(label, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = plain(unicodedata.normalize("NFKC", valuelist[0] if valuelist else ""))
        self.data = None
        if not typed:
            return
        try:
            found = whole(typed) if self.whole else number(typed)
        except (ValueError, OverflowError):
            raise ValueError(
                _l("Write a number, like 12.") if self.whole else _l("Write a number, like 12.5.")
            ) from None
        if not (math.isfinite(found) and self.lowest <= found <= self.highest):
            raise ValueError(self.sentence)
        self.data = int(found) if self.whole else round(found, 3)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else shown(self.data)
