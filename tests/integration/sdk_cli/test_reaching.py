"""Where on the way to a service it ends, told apart on real sockets."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from mohlat_sdk.cli.checking.reaching import Reached, reach


class Portal(BaseHTTPRequestHandler):
    """Answers everything, in nobody's name."""

    def do_GET(self) -> None:
        body = b"<html>Please log in</html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def portal(certificate: Path | None = None) -> Iterator[int]:
    """The port of a server that is none of ours."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def self_signed(tmp_path: Path) -> Path:
    key, now = Ed25519PrivateKey.generate(), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(now).not_valid_after(now + timedelta(1))
    host = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = built.add_extension(host, critical=False).sign(key, None)
    file = tmp_path / "both.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file


def reached(url: str) -> Reached:
    with httpx2.Client(timeout=5) as client:
        return reach("connector", url, "/v1/agencies/me", client, {}, named=True)


def test_a_name_that_does_not_exist() -> None:
    assert reached("https://connector.invalid").finding.message == "doctor.reach.name"


def test_a_port_that_nobody_listens_at() -> None:
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        assert reached(f"http://127.0.0.1:{bound.getsockname()[1]}").finding.message == "doctor.reach.refused"


def test_a_certificate_that_nobody_vouches_for(self_signed: Path) -> None:
    with portal(self_signed) as port:
        assert reached(f"https://127.0.0.1:{port}").finding.message == "doctor.reach.tls"


def test_a_portal_that_answers_instead() -> None:
    with portal() as port:
        found = reached(f"http://127.0.0.1:{port}")
    assert found.finding.message == "doctor.reach.stranger"
    assert not found.ok
