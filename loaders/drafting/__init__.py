"""From versions of rows to the frames of an edition: who is meant, and what is said of them."""
