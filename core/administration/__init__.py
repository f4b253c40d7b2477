"""The administration: one page that says what needs somebody, and the ways to everything that can be decided."""
