"""Readings of what accounts owns. Import the module of the noun."""
