"""Officials' sessions in the browser, and logins under way. No history: both are deleted when they end."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.registry.models.row import INSTANT, Row


class SessionRow(Row, table=True):
    """A browser that an official has signed in with.

    Attributes:
        id_sha256: hexadecimal SHA-256 of what the cookie holds; whoever reads the table can sign in with none of it.
        roles: as the issuer gave them at login.
        csrf: what the registry's own pages send along with every write.
    """

    __tablename__ = "sessions"

    id_sha256: str = Field(primary_key=True)
    subject: str
    name: str
    roles: list[str] = Field(sa_type=ARRAY(String))
    csrf: str
    expires_at: datetime = Field(sa_type=INSTANT, index=True)


class LoginRow(Row, table=True):
    """A browser sent to the issuer and not back yet; ends with its first return.

    Attributes:
        state: random; comes back from the issuer, and must be in the browser's cookie too.
        nonce: must be in the ID token.
        verifier: PKCE's secret, sent with the code.
        next: path of the registry to go on to.
    """

    __tablename__ = "logins"

    state: str = Field(primary_key=True)
    nonce: str
    verifier: str
    next: str
    expires_at: datetime = Field(sa_type=INSTANT, index=True)
