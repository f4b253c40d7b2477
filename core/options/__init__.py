"""Options: what an administrator or an office decides on a page; declared in code with a type, words and a default."""

from core.options.service import option

__all__ = ["option"]
