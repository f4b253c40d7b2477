"""Every table that points at people says what a copy shows of it, and what becomes of it by an erasure."""

from core.testing.promises.personal_data import *
