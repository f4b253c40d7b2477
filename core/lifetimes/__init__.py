"""Lifetimes: how stations are planned, opened, moved, merged and closed, and what happened when."""
