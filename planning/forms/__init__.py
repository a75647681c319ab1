"""Planning's forms, one module a noun."""
