"""The package plugins import, and nothing else of the core.

``declare`` and ``data`` know no Flask: a plugin's hooks, models and services stand on them. ``web`` is for its views and forms,
``work`` for its jobs. All types live in the core; this package only hands them on.
"""
