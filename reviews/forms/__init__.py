"""Forms of reviews, one module a noun."""
