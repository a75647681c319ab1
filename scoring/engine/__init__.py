"""Pure arithmetic of the scores: no Django, no database, no clock.

One module a model: ``cis``, ``health``, ``viability``, ``selection``, ``relationship``.
Dates, weights, points and limits come in as arguments. ``cases`` reads and checks the
JSON cases of ``manage.py score``. Scores are floats from 0 to 100 in full precision;
they are rounded (``curve.half_up``) only where they are shown.
"""
