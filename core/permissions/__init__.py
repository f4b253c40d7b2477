"""Permissions: which roles hold which; declared in code, changed by administrators."""
