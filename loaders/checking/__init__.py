"""A sheet against its table: whose it is, what its rows are, which of them are refused."""
