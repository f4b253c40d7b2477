"""The tables of textiles, a module a subject."""

from plugins.textiles.models.base import Base
from plugins.textiles.models.capacity import Capability, Certificate, FreeCapacity
from plugins.textiles.models.labour import LabourNeed
from plugins.textiles.models.salons import Salon, SalonSession
from plugins.textiles.models.trade import SegmentPart

__all__ = [
    "Base",
    "Capability",
    "Certificate",
    "FreeCapacity",
    "LabourNeed",
    "Salon",
    "SalonSession",
    "SegmentPart",
]
