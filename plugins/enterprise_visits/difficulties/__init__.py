"""Difficulties of enterprises: telling of them, who reads them, and what becomes of each."""
