"""What the notifier counts."""

from prometheus_client import Counter, Gauge

LETTERS = Counter("mohlat_notifier_letters_total", "What came of each notice", ["step", "recipient", "outcome"])
ATTEMPTS_FAILED = Counter(
    "mohlat_notifier_attempts_failed_total", "Attempts to be repeated: relay away, 4xx, or outcome unknown", ["why"]
)
TIME = Gauge(
    "mohlat_notifier_time_seconds", "Domain instant up to which a partition's letters are settled", ["partition"]
)
WAITING = Gauge("mohlat_notifier_waiting_ticks", "Verdict ticks not yet acted on", ["partition"])
