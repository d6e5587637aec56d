"""Names of record headers."""

KNOWN_AT = "known_at"
"""RFC 3339 instant, stamped once by the writer."""
CONTENT_TYPE = "content-type"
CONTENT_ENCODING = "content-encoding"
TRACEPARENT = "traceparent"

SIGNED = ("method", "target-uri", "content-type", "content-digest", "content-encoding", "signature-input", "signature")
"""What an evidence record keeps of its request, so that it can be verified years later."""

TICK_WRITER, TICK_EPOCH, TICK_OPEN_FROM, TICK_OPEN_TO = "tick-writer", "tick-epoch", "tick-open-from", "tick-open-to"
"""An evidence record that serves as a tick of its partition too carries all four; its own known_at is not before
`tick-open-to`. They are the fields of TickData, instants as RFC 3339."""

ORDINALS = "ordinals"
"""Which ordinals of which streams an evidence record holds, so that a follower need not read its body: a JSON object of
`stream: [[first, last], ...]`, ascending. Left out when no event has an ordinal."""

ERROR_REASON = "error-reason"
ERROR_TOPIC = "error-topic"
ERROR_PARTITION = "error-partition"
ERROR_OFFSET = "error-offset"
"""What a dead letter says of itself."""
