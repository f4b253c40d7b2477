"""Where the roles of a permission differ from what its feature or plugin declares."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base
from core.plugin_host.models import OF_PLUGIN


class PermissionRole(Base):
    """A role that was given a permission it does not have by default, or from which it was taken.

    Kept while the plugin that declares the permission is away.
    """

    __tablename__ = "permission_role"

    permission: Mapped[str] = mapped_column(String(120), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    owner: Mapped[str] = mapped_column(String(40), info=OF_PLUGIN)
    """The feature or plugin that declares the permission: the part of its name before the dot."""
    is_held: Mapped[bool]
