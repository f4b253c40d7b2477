"""The catalogue: entering varieties, fertilisers and machines, and finding them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Station
from plugins.agri_machinery.catalogue.errors import ProductKnown, ProductUsed
from plugins.agri_machinery.models import Level, Product


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the catalogue is narrowed."""

    words: str = ""
    kind: str = ""


def in_catalogue(wanted: Wanted) -> Select[Any]:
    """The entries as rows of a list."""
    query: Any = (
        select(
            Product.id,
            Product.kind,
            Product.name,
            Product.number,
            Product.crop,
            Product.nitrogen,
            Product.phosphorus,
            Product.potassium,
            Product.row_spacing,
            Enterprise.name.label("maker"),
            Station.name.label("station"),
        )
        .join(Station, Station.id == Product.station_id)
        .outerjoin(Enterprise, Enterprise.id == Product.maker_id)
    )
    if wanted.words:
        columns = (Product.name, Product.number, Product.crop, Product.words, Enterprise.name)
        query = query.where(or_(*(column.contains(wanted.words, autoescape=True) for column in columns)))
    found: Select[Any] = query.where(Product.kind == wanted.kind) if wanted.kind else query
    return found


def save(session: Session, product: Product, **facts: Any) -> Product:
    """Keep an entry, new or changed. Raises ProductKnown."""
    for fact, value in facts.items():
        setattr(product, fact, value)
    with session.no_autoflush:
        taken = select(Product.id).where(
            Product.station_id == product.station_id,
            Product.kind == product.kind,
            Product.name == product.name,
            Product.id != (product.id or 0),
        )
        if session.scalar(taken):
            raise ProductKnown(name=product.name)
    session.add(product)
    session.flush()
    return product


def remove(session: Session, product: Product) -> None:
    """Take an entry out that was made by mistake. Raises ProductUsed."""
    if session.scalar(select(exists().where(Level.product_id == product.id))):
        raise ProductUsed(name=product.name)
    session.delete(product)
    session.flush()
