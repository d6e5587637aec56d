"""What the notifier reads from its environment beside what every process does."""

from datetime import timedelta

from pydantic import Field

from services.plumbing.settings import ProcessSettings


class NotifierSettings(ProcessSettings):
    """Settings of the notifier.

    Attributes:
        smtp_url: `smtp://[user:password@]host:port` of the relay, or `smtps://`.
        notifier_sender: the bare address letters come from; its domain is that of their Message-IDs.
        notifier_fresh_minutes: minutes by the real clock after which an instant is not acted on any more.
    """

    smtp_url: str = "smtp://127.0.0.1:25"
    notifier_sender: str = Field(default="mohlat@mohlat.invalid", pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$")
    notifier_fresh_minutes: int = Field(default=60, ge=1)

    @property
    def freshness(self) -> timedelta | None:
        """None under a simulated clock, where every instant is fresh."""
        return None if self.simulated else timedelta(minutes=self.notifier_fresh_minutes)
