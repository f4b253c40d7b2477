"""How well a deputy and an enterprise fit: parts that a manager weighs and reads, and what refuses a pair.

All of it is asked for many pairs at once, as arrays.
"""
