"""What people send to scoring. Import the module of the noun."""
