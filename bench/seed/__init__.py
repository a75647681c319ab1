"""Rows for the bench: an organisation of any number of accounts (fill.py)."""
