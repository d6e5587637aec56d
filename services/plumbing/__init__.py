"""What every process needs around its own work: Kafka, PostgreSQL, HTTP, health, logs, settings."""
