"""What goes with a later version of the plugin API: it works until then, and says what to use instead.

Three things can go, each with a sentence that mends it, told as a ``DeprecationWarning`` at the plugin's own line: a name of
``core.api`` or ``core.testing`` (:func:`outgoing`), a hook (``@extension_point(..., goes=Goes(2, "..."))``), and a way of
calling something (:meth:`Goes.tell`). docs/api-versions.md says how long each stays.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goes:
    """With which version of the API something goes, and what to do instead: a sentence."""

    version: int
    instead: str

    def tell(self, what: str, *, above: int = 1) -> None:
        """Warn whoever called, or whoever stands so many calls `above`."""
        sentence = f"{what} goes with version {self.version} of the plugin API. {self.instead}"
        warnings.warn(sentence, DeprecationWarning, stacklevel=above + 2)


def outgoing(module: str, names: Mapping[str, tuple[object, Goes]]) -> Callable[[str], object]:
    """A ``__getattr__`` for a module some of whose names go: what each still stands for, and what to do instead.

    >>> if not TYPE_CHECKING:  # a type checker refuses the name at once
    ...     __getattr__ = outgoing(__name__, {"show": (render, Goes(2, "Use core.api.web.render."))})
    """

    def look_up(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        value, goes = names[name]
        goes.tell(f"{module}.{name}")
        return value

    return look_up
