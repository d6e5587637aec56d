"""Everything Mohlat needs on one machine: Kafka, PostgreSQL, an SMTP sink, and the services themselves."""
