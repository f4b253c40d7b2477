"""The tables of enterprise visits, a module a subject."""

from plugins.enterprise_visits.models.base import Base

__all__ = ["Base"]
