"""Planning's services, one module a noun."""
