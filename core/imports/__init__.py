"""Imports: taking the spreadsheets people really have, row by row, and writing nothing unseen."""
