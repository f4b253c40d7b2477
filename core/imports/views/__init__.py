"""Pages of the imports: a file, what would become of its rows, and writing the good ones."""

from core.imports.views import batches, files
from core.imports.views.blueprint import NAV, PERMISSIONS, bp

__all__ = ["NAV", "PERMISSIONS", "batches", "bp", "files"]
