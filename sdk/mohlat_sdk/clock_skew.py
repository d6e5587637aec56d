"""How far this machine's clock is from a service's, by the Date of its answers. Pure."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

WORTH_A_WARNING = timedelta(seconds=30)
"""Half of what a connector forgives a clock that is ahead."""
_HALF_A_SECOND = timedelta(seconds=0.5)


def skew(date: str | None, asked: datetime, answered: datetime) -> timedelta | None:
    """This machine's clock less the service's; positive when this one is ahead.

    Args:
        date: the answer's Date header, in whole seconds.
        asked, answered: when the request left and its answer came, by this machine's clock.

    Returns:
        Exact to half a second and half the time that the answer took; None without a readable Date.
    """
    if date is None:
        return None
    try:
        told = parsedate_to_datetime(date)
    except ValueError:
        return None
    if told.tzinfo is None:
        told = told.replace(tzinfo=UTC)
    return asked + (answered - asked) / 2 - (told + _HALF_A_SECOND)


def in_words(difference: timedelta) -> str:
    """Such as `12 min 5 s ahead of`."""
    minutes, seconds = divmod(round(abs(difference.total_seconds())), 60)
    amount = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return f"{amount} {'ahead of' if difference > timedelta() else 'behind'}"
