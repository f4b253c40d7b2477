"""What keeps a developer's server from starting."""

from __future__ import annotations

from core.errors import DomainError
from core.words import lazy as _


class NotForDevelopment(DomainError):
    """The settings are those of a platform that others reach."""

    code = "not_for_development"
    message = _(
        "`--dev` shows source code beside the pages, so it serves this machine alone, and %(name)s says %(value)s. Leave %(name)s out, or serve without `--dev`."
    )


class WatchingNotInstalled(DomainError):
    """The library that notices what is saved is missing."""

    code = "watching_not_installed"
    message = _(
        "`--dev` needs the package watchfiles, which comes with the tools for plugin authors: pip install 'lianzhan[testing]'."
    )
