"""Alliances themselves: founding them, who joins and who leaves, their charter, and the pages that show them."""
