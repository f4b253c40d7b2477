"""Rotas: proposing, moving and publishing who serves when, passing places on, and what hangs on the wall."""
