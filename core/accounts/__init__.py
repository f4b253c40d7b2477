"""Accounts: who may sign in, the roles they hold, passwords, and the limits on guessing them."""
