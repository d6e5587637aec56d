"""The recorder: verdicts, signals, letters and what the registry says, from Kafka into PostgreSQL, each once."""
