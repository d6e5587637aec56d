"""Letters an SMTP sink has kept: the envelope, the bytes as they came, duplicates."""

from pathlib import Path

from deploy.local.smtp_sink.letters import envelope_lines, messages

CONTENT = "Message-ID: <key@mohlat>\r\nSubject: =?utf-8?b?2YXZh9mE2Ko=?=\r\n\r\nمتن\r\n".encode()


def keep(folder: Path, name: str, content: bytes = CONTENT) -> None:
    head = envelope_lines("mohlat@example.ir", ["one@example.ir", "two@example.ir"])
    (folder / name).write_bytes(head + content)


def test_a_letter_has_its_envelope_and_the_bytes_as_they_came(tmp_path: Path) -> None:
    keep(tmp_path, "0001-000001.eml")
    (letter,) = messages(tmp_path)
    assert letter.sender == "mohlat@example.ir"
    assert letter.recipients == ("one@example.ir", "two@example.ir")
    assert letter.content == CONTENT
    assert letter.message_id == "<key@mohlat>"
    assert letter.message["Subject"] == "مهلت"


def test_a_letter_accepted_twice_is_there_twice(tmp_path: Path) -> None:
    keep(tmp_path, "0001-000001.eml")
    keep(tmp_path, "0002-000001.eml")
    assert [letter.message_id for letter in messages(tmp_path)] == ["<key@mohlat>"] * 2


def test_a_letter_half_written_was_never_accepted(tmp_path: Path) -> None:
    keep(tmp_path, "0001-000001.eml.part")
    assert messages(tmp_path) == []


def test_headers_of_the_letter_that_look_like_an_envelope_are_not_one(tmp_path: Path) -> None:
    keep(tmp_path, "0001-000001.eml", b"Subject: x\r\nDelivered-To: three@example.ir\r\n\r\n")
    assert messages(tmp_path)[0].recipients == ("one@example.ir", "two@example.ir")


def test_a_folder_that_is_not_there_yet_holds_no_letters(tmp_path: Path) -> None:
    assert messages(tmp_path / "later") == []
