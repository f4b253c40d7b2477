"""Who is paired with whom: pure functions of a problem in arrays; no database, no Flask, no words but in ``words``.

- ``problem``: what is asked and what is answered; everybody imports this.
- ``contradictions``: what no answer can satisfy, found before anything is solved.
- ``flow``: the best answer, proven. It imports OR-Tools when called.
- ``apart``: a large flow in a process of its own (``child``).
- ``greedy``: the plain answer that the best one is measured against.
- ``why``: why two are not paired, and what it would cost to pair them.
- ``short``: who falls short and why, and what would help an enterprise without a deputy.
- ``words``: all of that in sentences.

Everything but ``words`` imports numpy: a web process imports it inside the function that needs it.
"""
