"""Tools for people who work on LianZhan; not part of what is installed."""
