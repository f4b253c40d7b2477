"""What LianZhan costs, measured beside what it could cost at least: ``make bench`` prints it and writes ``var/bench.json``.

A ratio is worth more than a time: both sides of one are measured in the same run, taking turns.
"""
