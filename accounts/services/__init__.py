"""Changes to what accounts owns. Import the module of the noun: `from accounts.services import jobs`."""
