"""Believable content for the trial: a CRM export made by a seeded generator, loaded by the importer itself, and about
a dozen key accounts filled in as their teams would have done it. Dates lie round the day on which it is made."""
