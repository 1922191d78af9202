"""What is asked: one module a subject, each question a typed function on an edition."""
