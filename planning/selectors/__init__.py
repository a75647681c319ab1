"""Planning's selectors, one module a noun."""
