"""What a plugin prints on: PDF from Typst templates, workbooks, QR codes. Slow: ask for them before the write transaction."""

from core.documents.service import pdf, qr_svg
from core.exports.workbooks import Sheet, workbook

__all__ = ["Sheet", "pdf", "qr_svg", "workbook"]
