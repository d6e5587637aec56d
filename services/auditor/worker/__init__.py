"""The Faust shell around the pure auditor: Kafka in, RocksDB beside, verdicts out."""
