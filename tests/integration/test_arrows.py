"""The architecture rules are seen to fail: each is broken in a copy of the tree, and the linter names it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.paths import ROOT

LINT = Path(sys.executable).parent / "lint-imports"

BREACHES = [
    ("Services meet on topics only", "services/notifier/settings.py", "import services.registry.outbox"),
    ("The contracts import msgspec only", "contracts/mohlat_contracts/topics.py", "import pydantic"),
    ("The SDK knows the contracts and no service", "sdk/mohlat_sdk/keys.py", "import services.calendar.civil"),
    ("The plumbing knows no service", "services/plumbing/logs.py", "import services.connector.keys"),
    ("The pure core does no I/O", "services/auditor/rules/judge.py", "import services.plumbing.publisher"),
    ("The pure core does no I/O", "services/notifier/escalation/due.py", "import sqlalchemy"),
    ("The scoreboard reads", "services/auditor/recorder/tables.py", "import services.auditor.scoreboard.texts"),
    ("The worker knows neither", "services/auditor/worker/app.py", "import services.auditor.scoreboard.texts"),
    ("The worker and the recorder", "services/auditor/worker/app.py", "import services.auditor.recorder.tables"),
    ("The registry points inwards", "services/registry/changes/law.py", "import services.registry.api.app"),
    ("The connector points inwards", "services/connector/intake/accepting.py", "import services.connector.api.app"),
    ("The notifier points inwards", "services/notifier/planning.py", "import services.notifier.worker"),
    ("The auditor points inwards", "services/auditor/cases/case.py", "import services.auditor.cli"),
    ("Settings are read at the entry", "services/connector/intake/accepting.py", "import services.plumbing.settings"),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything the rules speak of."""
    copy = tmp_path_factory.mktemp("tree")
    without = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for folder in ("contracts", "sdk", "services"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=without)
    shutil.copy(ROOT / ".importlinter", copy)
    return copy


def lint(tree: Path) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(tree / p) for p in ("contracts", "sdk", "."))}
    done = subprocess.run(  # noqa: S603  (our own linter)
        [str(LINT), "--no-cache"], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_tree_as_it_is_keeps_every_rule(tree: Path) -> None:
    status, said = lint(tree)
    assert status == 0, said


@pytest.mark.parametrize(("rule", "file", "line"), BREACHES, ids=[f"{file}: {line}" for _, file, line in BREACHES])
def test_a_breach_is_named_by_its_rule(tree: Path, rule: str, file: str, line: str) -> None:
    module = tree / file
    before = module.read_text(encoding="utf-8")
    module.write_text(f"{before}\n{line}\n", encoding="utf-8")
    try:
        status, said = lint(tree)
    finally:
        module.write_text(before, encoding="utf-8")
    assert status == 1
    broken = [row for row in said.splitlines() if row.startswith(rule) and "BROKEN" in row]
    assert broken, said
