"""Agricultural machinery: makers and growers who cannot leave the fields at harvest.

So far it knows the seasons; what they mean for duty days stands in ``with_duty_days.py``. An administrator switches it on
for the stations of this trade.
"""
