"""Registers: the official tables that plugins declare, of a station or a region in any period, on a page and on paper."""
