"""What pages and services read. Import the module of the noun: `from scoring.selectors import health`."""
