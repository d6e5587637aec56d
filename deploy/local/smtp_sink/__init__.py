"""An SMTP server that keeps every letter it accepts."""

from deploy.local.smtp_sink.letters import Letter, messages
from deploy.local.smtp_sink.process import SmtpSink

__all__ = ["Letter", "SmtpSink", "messages"]
