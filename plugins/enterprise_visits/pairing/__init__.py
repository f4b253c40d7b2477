"""Pairing deputies with enterprises: what is proposed, what holds, and what held before."""
