"""The plugin developer's kit: what one runs who writes a plugin, here or in a repository of its own.

Each command is a module of this folder and a line in ``cli.py``. Nothing else of the platform stands on this room.
"""
