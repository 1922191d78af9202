"""Which companies without a code are which others: compared, weighed, and merged if sure."""
