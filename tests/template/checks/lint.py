"""AWS's own translator accepts the template, and cfn-lint finds no problem in the translation."""

import json
import pathlib
import subprocess
import sys
import tempfile

from project import Project


def problems(project: Project):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "template.json"
        file.write_text(json.dumps(project.translated))
        lint = pathlib.Path(sys.executable).with_name("cfn-lint")
        told = subprocess.run([lint, "--format", "parseable", file], capture_output=True, text=True)
    # 4 and more: warnings, errors or both.
    if told.returncode:
        lines = (told.stdout + told.stderr).splitlines()
        yield from (line.replace(str(file), "translated template") for line in lines if line.strip())
