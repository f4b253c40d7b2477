"""Textiles: mills and garment makers, whose deputies are hard to spare when the orders come.

So far it knows the peak seasons; what they mean for duty days stands in ``with_duty_days.py``. An administrator switches it
on for the stations of this trade.
"""
