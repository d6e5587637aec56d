"""Names of record headers."""

KNOWN_AT = "known_at"
"""RFC 3339 instant, stamped once by the writer."""
CONTENT_TYPE = "content-type"
TRACEPARENT = "traceparent"

SIGNED = ("method", "target-uri", "content-type", "content-digest", "content-encoding", "signature-input", "signature")
"""What an evidence record keeps of its request, so that it can be verified years later."""

ERROR_REASON = "error-reason"
ERROR_TOPIC = "error-topic"
ERROR_PARTITION = "error-partition"
ERROR_OFFSET = "error-offset"
"""What a dead letter says of itself."""
