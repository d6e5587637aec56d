"""The recorder: verdicts, signals, notices and the registry's facts from Kafka into PostgreSQL, each once."""
