"""Who is who: companies by identifiers, then names; people never by name alone."""
