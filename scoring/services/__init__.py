"""Changes to what scoring owns. Import the module of the noun: `from scoring.services import waves`."""
