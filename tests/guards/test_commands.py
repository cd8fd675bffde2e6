"""The commands that the documents promise exist, and continuous integration runs what a developer types."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PROMISED = {
    "help", "setup", "services", "stop", "run", "worker", "beat", "demo", "test", "test-fast", "guards", "lint", "fix",
    "bench", "psql", "rates", "schema", "seed", "migrate",
}  # fmt: skip
SHELL_SCRIPTS = [".ci/run", "tools/bootstrap", "tools/docker/init-roles.sh"]


def make(*arguments):
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def documents():
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def code_of(path):
    """Return what a document shows as code: its blocks and its `spans`."""
    text = path.read_text(encoding="utf-8")
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


def promised_by_documents(pattern):
    return {(path.name, word) for path in documents() for word in re.findall(pattern, code_of(path))}


def targets():
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_makefile_has_every_promised_target():
    assert targets() >= PROMISED


def test_make_alone_lists_every_target_with_its_purpose():
    listed = dict(re.findall(r"^make (\S+) +(\S.*)$", make().stdout, re.MULTILINE))

    assert set(listed) == targets()


@pytest.mark.parametrize("target", sorted(PROMISED))
def test_target_can_be_resolved(target):
    done = make("--dry-run", target)

    assert done.returncode == 0, done.stderr


def test_documents_name_only_targets_that_exist():
    named = promised_by_documents(r"\bmake ([a-z][a-z-]+)")

    assert {(document, target) for document, target in named if target not in targets()} == set()


def test_documents_name_only_management_commands_that_exist():
    named = promised_by_documents(r"\bmanage\.py ([a-z_]+)")

    assert {(document, command) for document, command in named if command not in get_commands()} == set()


def test_makefile_and_compose_name_only_management_commands_that_exist():
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", "docker-compose.yml")]
    named = {word for text in texts for word in re.findall(r"(?:\$\(MANAGE\)|manage\.py,?) ([a-z_]+)", text)}

    assert named >= {"migrate", "seed_demo", "bench_payroll", "check_rates"}
    assert named <= set(get_commands())


def test_demonstration_calls_only_management_commands_that_exist():
    text = (ROOT / "tools" / "demo.py").read_text(encoding="utf-8")
    called = {
        word for call in re.findall(r"manage\(children, (.+?)\)", text) for word in re.findall(r'"([a-z_]+)"', call)
    }

    assert called >= {"migrate", "seed_demo", "run_demo_payroll", "run_totals", "demo_logins"}
    assert called <= set(get_commands())


def test_readme_gives_the_two_commands():
    named = {target for document, target in promised_by_documents(r"\bmake ([a-z][a-z-]+)") if document == "README.md"}

    assert named >= {"demo", "test"}


def test_continuous_integration_runs_lint_and_test_alone():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]

    assert commands == ["make lint", "make test"]


@pytest.mark.parametrize("script", SHELL_SCRIPTS)
def test_shell_script_is_executable_strict_and_well_formed(script):
    path = ROOT / script

    assert path.stat().st_mode & 0o111
    assert "set -euo pipefail" in path.read_text(encoding="utf-8")
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0


def test_hooks_are_local_and_do_not_forbid_a_branch():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))

    assert [repository["repo"] for repository in hooks["repos"]] == ["local"]
    assert "no-commit-to-branch" not in {hook["id"] for hook in hooks["repos"][0]["hooks"]}


def test_import_contracts_cover_every_app():
    contracts = (ROOT / ".importlinter").read_text(encoding="utf-8")
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}

    assert apps == {"finance", "hr", "partners", "payroll", "procurement", "sharedservices"}
    assert all(len(re.findall(rf"\b{app}\b", contracts)) >= 2 for app in apps)
