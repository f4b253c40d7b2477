"""The minutes of meetings: drawn from the record, circulated, signed off, issued, amended."""
