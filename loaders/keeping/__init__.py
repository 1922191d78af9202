"""What a home keeps of its deliveries, and what of it stands, changes and is counted."""
