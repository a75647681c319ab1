"""Input of accounts. Import the module of the noun."""
