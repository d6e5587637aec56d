"""A registry of sessions only, the issuer beside it, and browsers that go between the two without a socket."""

from urllib.parse import urljoin, urlsplit

import httpx2

from services.registry.identity.identity import Identity
from tests.officials import PUBLIC_URL, LocalIssuer, the_form
from tests.unit.registry.identity.doors import an_app


class Browser:
    """One person's: follows redirects by hand, keeps cookies, fills in the issuer's form."""

    def __init__(self, identity: Identity, issuer: LocalIssuer, public_url: str = PUBLIC_URL) -> None:
        self._public_url = public_url
        self.at_issuer = httpx2.AsyncClient(transport=issuer.transport, base_url=issuer.url)
        self.client = self._to(identity, httpx2.Cookies())

    def restarted(self, identity: Identity) -> None:
        """The registry is another process now; the browser has noticed nothing."""
        self.client = self._to(identity, self.client.cookies)

    def _to(self, identity: Identity, cookies: httpx2.Cookies) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app=an_app(identity))
        return httpx2.AsyncClient(transport=transport, base_url=self._public_url, cookies=cookies)

    async def depart(self, next_path: str = "/whoami") -> str:
        """To the registry's login; the answer is where it sends the browser."""
        answer = await self.client.get("/login", params={"next": next_path})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    async def pick(self, at_issuer: str, subject: str) -> str:
        """Pick an official on the issuer's page; the answer is the way back."""
        page = await self.at_issuer.get(at_issuer)
        address, fields = the_form(page)
        answer = await self.at_issuer.post(address, data=fields | {"official": subject})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    async def arrive(self, way_back: str) -> httpx2.Response:
        parts = urlsplit(way_back)
        assert urljoin(way_back, "/") == urljoin(self._public_url, "/")
        return await self.client.get(f"{parts.path}?{parts.query}")

    async def sign_in(self, subject: str, next_path: str = "/whoami") -> httpx2.Response:
        answer = await self.arrive(await self.pick(await self.depart(next_path), subject))
        assert answer.status_code == 303, answer.text
        return answer

    async def whoami(self) -> httpx2.Response:
        return await self.client.get("/whoami")

    @property
    def session_cookie(self) -> str:
        return next(value for name, value in self.client.cookies.items() if name.endswith("mohlat-session"))
