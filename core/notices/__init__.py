"""Notices: what people are told in the platform, by mail and in their groups, as rows that a worker carries out."""
