"""README's installation steps, as something that can be carried out."""

import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

STEP = re.compile(r"^(\d+)\. ", re.MULTILINE)
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`(mysite/[\w/]+\.py)`")


@dataclass(frozen=True)
class Step:
    """One numbered step: code for a file of the project, or commands, or both."""

    number: int
    file: str | None
    code: str
    commands: tuple[str, ...]


def steps_of(readme: str) -> list[Step]:
    section = readme.split("## Install into an existing site", 1)[1].split("\n## ", 1)[0]
    parts = STEP.split(section)[1:]
    return [_step(int(number), text) for number, text in zip(parts[::2], parts[1::2], strict=True)]


def _step(number: int, text: str) -> Step:
    code, commands = "", []
    for language, block in BLOCK.findall(text):
        lines = re.sub(r"^ {3}", "", block, flags=re.MULTILINE)
        if language == "python":
            code += lines
        else:
            commands += lines.splitlines()
    named = FILE.search(text)
    return Step(number, named.group(1) if named and code else None, code, tuple(commands))


def write_code(step: Step, project: Path) -> None:
    """Append to the file, or make it: as the step says ("at the end of", or "in")."""
    assert step.file
    with (project / step.file).open("a") as target:
        target.write(f"\n{step.code}")


def run_command(command: str, project: Path, environment: dict[str, str]) -> str:
    result = subprocess.run(
        shlex.split(command), cwd=project, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
    return result.stdout + result.stderr
