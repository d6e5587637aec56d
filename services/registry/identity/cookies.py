"""The two cookies: one for a session, one that ties a login under way to the browser that began it."""

from fastapi import Request, Response

from services.registry.identity.sessions import LOGIN_LASTS, SESSION_LASTS


class Cookies:
    """HttpOnly and SameSite=Lax always; Secure and bound to this host alone when the registry is reached by TLS."""

    def __init__(self, public_url: str) -> None:
        self._secure = public_url.startswith("https://")
        prefix = "__Host-" if self._secure else ""
        self.session_name = f"{prefix}mohlat-session"
        self._login_prefix = f"{prefix}mohlat-login-"

    def session(self, request: Request) -> str | None:
        return request.cookies.get(self.session_name) or None

    def set_session(self, response: Response, secret: str) -> None:
        self._set(response, self.session_name, secret, int(SESSION_LASTS.total_seconds()))

    def drop_session(self, response: Response) -> None:
        self._drop(response, self.session_name)

    def began(self, request: Request, state: str) -> bool:
        """Whether this browser began the login of that state."""
        return request.cookies.get(self._login_name(state)) == state

    def set_login(self, response: Response, state: str) -> None:
        self._set(response, self._login_name(state), state, int(LOGIN_LASTS.total_seconds()))

    def drop_login(self, response: Response, state: str) -> None:
        self._drop(response, self._login_name(state))

    def _login_name(self, state: str) -> str:
        """Its own for each login, so that two windows do not end each other's."""
        return self._login_prefix + state[:8]

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=self._secure)

    def _drop(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=self._secure)
