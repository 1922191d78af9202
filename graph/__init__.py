"""The ground: schema, time, identity, editions, arrays, name search, Neo4j."""
