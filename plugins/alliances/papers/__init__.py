"""Paper: record and minutes for Word, as PDF and to be printed; the templates of stations."""
