"""What the parts of the trade, processes and trades are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.api.declare import LazyText, _

PARTS: Final[Mapping[str, LazyText]] = {
    "fibre": _("Fibre"),
    "yarn": _("Yarn"),
    "weaving": _("Weaving and knitting"),
    "dyeing": _("Dyeing and finishing"),
    "fabric": _("Fabric"),
    "garment": _("Garment"),
    "home": _("Home textiles"),
    "machinery": _("Textile machinery"),
    "accessories": _("Accessories"),
}
"""The parts of the trade, from raw material to product."""


@dataclass(frozen=True, slots=True)
class Process:
    """Something a mill can do, and what its amounts measure: the usual dimension first."""

    title: LazyText
    dimensions: Sequence[str]


PROCESSES: Final[Mapping[str, Process]] = {
    "fibre_spinning": Process(_("Chemical fibre spinning"), ("mass",)),
    "texturing": Process(_("Texturing"), ("mass",)),
    "yarn_spinning": Process(_("Yarn spinning"), ("mass", "spindles")),
    "twisting": Process(_("Twisting and winding"), ("mass", "spindles")),
    "sizing": Process(_("Warping and sizing"), ("length", "mass")),
    "weaving": Process(_("Weaving on looms"), ("length", "machines")),
    "knitting": Process(_("Knitting"), ("mass", "machines")),
    "nonwoven": Process(_("Nonwovens"), ("mass", "area")),
    "bleaching": Process(_("Scouring and bleaching"), ("mass", "length")),
    "dyeing": Process(_("Dyeing"), ("mass", "length")),
    "printing": Process(_("Fabric printing"), ("length", "pieces")),
    "finishing": Process(_("Fabric finishing"), ("length", "mass")),
    "coating": Process(_("Coating and laminating"), ("length", "area")),
    "cutting": Process(_("Cutting"), ("pieces",)),
    "sewing": Process(_("Garment sewing"), ("pieces", "machines")),
    "embroidery": Process(_("Embroidery"), ("pieces", "machines")),
    "washing": Process(_("Garment washing"), ("pieces", "mass")),
    "home_sewing": Process(_("Sewing of home textiles"), ("pieces", "machines")),
    "quilting": Process(_("Quilting"), ("length", "pieces")),
    "machine_building": Process(_("Building textile machines"), ("machines",)),
    "machine_repair": Process(_("Repair of textile machines"), ("machines",)),
    "accessories": Process(_("Making accessories"), ("pieces", "length")),
}

TRADES: Final[Mapping[str, LazyText]] = {
    "fibre_operator": _("Fibre spinning operator"),
    "yarn_operator": _("Yarn spinning operator"),
    "loom_operator": _("Loom operator"),
    "loom_fitter": _("Loom fitter"),
    "knitter": _("Knitting machine operator"),
    "dyer": _("Dyer"),
    "printer": _("Fabric printer"),
    "laboratory": _("Colour laboratory technician"),
    "cutter": _("Cutter"),
    "sewer": _("Sewing worker"),
    "pattern_maker": _("Pattern maker"),
    "presser": _("Presser"),
    "inspector": _("Quality inspector"),
    "mechanic": _("Maintenance mechanic"),
    "electrician": _("Electrician"),
    "packer": _("Packer"),
    "designer": _("Textile designer"),
    "seller": _("Online sales clerk"),
    "other": _("Another trade"),
}
"""What people work as."""
