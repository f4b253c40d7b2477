"""Backups: everything the platform keeps in one file, and putting it back."""
