"""The texts of legal instruments: kept as they are, named by their hash."""

import hashlib

from tests.integration.registry.world import EXTENSION, INSTRUMENT, MANDATE, OVERSEER, World

PDF = b"%PDF-1.7\n% synthetic\n"
PATH = "/v1/documents?file_name=تمدید.pdf"


async def test_a_document_is_named_by_its_hash_and_comes_back_byte_for_byte(world: World) -> None:
    await world.populate("sanjesh")
    kept = await world.must("POST", PATH, content=PDF, headers={"Content-Type": "application/pdf"})
    assert (kept["sha256"], kept["size"]) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert await world.must("POST", PATH, content=PDF, headers={"Content-Type": "application/pdf"}) == kept
    await world.enact(MANDATE)
    await world.enact(EXTENSION | {"instrument": INSTRUMENT | {"document": kept["sha256"]}})
    link = (await world.read("/v1/mandates/window"))["deadlines"][1]
    got = await world.send("GET", f"/v1/documents/{link['instrument']['document']}", by=OVERSEER)
    assert (got.content, got.headers["Content-Type"]) == (PDF, "application/pdf")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_is_no_document_is_refused(world: World) -> None:
    await world.found()
    for content, kind, status in (
        (b"<script>alert(1)</script>", "text/html", 415),
        (b"not a pdf", "application/pdf", 415),
        (b"", "application/pdf", 415),
        (b"\xff\xfe\x00", "text/plain", 415),
        (PDF + b"0" * (10 * 1024 * 1024), "application/pdf", 413),
        (PDF + b"0" * (17 * 1024 * 1024), "application/pdf", 413),
    ):
        refused = await world.send("POST", PATH, content=content, headers={"Content-Type": kind})
        assert refused.status_code == status, (kind, refused.text)
        assert refused.headers["Content-Type"] == "application/problem+json"


async def test_a_document_nobody_uploaded_is_not_found(world: World) -> None:
    await world.found()
    assert (await world.send("GET", f"/v1/documents/{'0' * 64}")).status_code == 404
