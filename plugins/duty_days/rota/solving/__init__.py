"""Who could serve when: rotas as pure functions of a problem; no database, no Flask, no calendar.

- ``problem``: what is asked and what is answered; everybody imports this.
- ``greedy``: an answer at once, fit for a request.
- ``exact``: the best answer, with the bound it proved. It imports CP-SAT when called: call it in the worker only.
- ``repair``: a published rota after somebody dropped out, changed as little as possible.
- ``why``: why a place is free, and what would help.
- ``fairness``: who serves how often.
"""
