"""Exports: lists as workbooks and text tables, which the import understands again."""
