"""What stands beside the repository: the workflow runs the two commands of the README, and Binder installs the
lock and opens what exists.
"""

import re
import subprocess
from typing import Any

import yaml
from conftest import ROOT

WORKFLOW = ROOT / ".github" / "workflows" / "reports.yml"
BINDER = ROOT / ".binder"


def steps(job: str) -> list[dict[str, Any]]:
    return yaml.safe_load(WORKFLOW.read_text())["jobs"][job]["steps"]


def test_the_workflow_runs_the_two_commands_and_publishes_what_the_first_writes():
    commands = [step["run"].strip() for step in steps("build") if "run" in step]
    assert commands[-2:] == ["make reports", "make test"]
    assert steps("build")[-1]["with"]["path"] == "reports"
    assert steps("publish")[-1]["uses"].startswith("actions/deploy-pages@")


def test_pages_are_published_from_the_main_branch_alone_and_nothing_else_is_granted():
    jobs = yaml.safe_load(WORKFLOW.read_text())
    assert jobs["permissions"] == {"contents": "read"}
    assert "permissions" not in jobs["jobs"]["build"]
    assert "refs/heads/main" in jobs["jobs"]["publish"]["if"]


def test_binder_installs_the_lock_and_its_script_is_sound():
    assert (BINDER / "requirements.txt").read_text() == "-r ../requirements.txt\n"
    script = BINDER / "postBuild"
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    for name in re.findall(r"^cp (\S+)", script.read_text(), re.MULTILINE):
        assert (ROOT / name).is_file()


def test_binder_opens_the_notebook_that_explores():
    said = (ROOT / "docs" / "exploring.md").read_text()
    [path] = re.findall(r"urlpath=lab/tree/([\w/.]+)", said)
    assert (ROOT / path).is_file()
