"""A project in a folder of its own, and stand-ins for the programs that are asked: each writes down what it was asked."""

import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MACHINES = {"x86_64": 62, "arm64": 183}
PACKAGES = ["callback.zip", "console.zip", "reconcile.zip", "replay-api.zip", "tencent-setup.zip"]
STAND_IN = """#!{python}
import json, os, pathlib, sys
said = {{"asked": sys.argv, "region": os.environ.get("AWS_DEFAULT_REGION")}}
with open({log!r}, "a") as log:
    log.write(json.dumps(said) + "\\n")
{code}
"""


def elf(machine="x86_64", loader="/lib64/ld-linux-x86-64.so.2", glibc=b"GLIBC_2.2.5 GLIBC_2.34") -> bytes:
    """A program as its header tells it; without a loader a static one."""
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 3, MACHINES.get(machine, 8), 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    name = (loader or "").encode() + b"\0"
    segment = struct.pack("<IIQQQQQQ", 3 if loader else 1, 4, 120, 0, 0, len(name), len(name), 1)
    return header + segment + name + glibc


class Stage(unittest.TestCase):
    """Each test has a project and a PATH of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="replay-deploy-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve() / "project"
        shutil.copytree(ROOT / "infra", self.root / "infra", ignore=shutil.ignore_patterns("local", "doctor", "__pycache__"))
        shutil.copy(ROOT / "Cargo.toml", self.root)
        for name in ("callback", "console", "reconcile", "replay-api", "tencent-setup"):
            (self.root / "functions" / name).mkdir(parents=True)
        self.programs = self.root.parent / "programs"
        self.programs.mkdir()
        self.log = self.root.parent / "log"
        self.variables = {"PATH": str(self.programs), "HOME": str(self.root.parent), "AWS_REGION": "eu-central-1"}

    def stand_in(self, name: str, code="pass"):
        file = self.programs / name
        file.write_text(STAND_IN.format(python=sys.executable, log=str(self.log), code=code))
        file.chmod(0o755)

    def asked(self) -> list:
        """What stand-ins were asked so far: each one's arguments, with its name first."""
        if not self.log.exists():
            return []
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [[pathlib.Path(line["asked"][0]).name, *line["asked"][1:]] for line in lines]

    def region_of_the_last(self):
        return json.loads(self.log.read_text().splitlines()[-1])["region"]

    def pack(self, **programs):
        """Packages as `make package` leaves them; `callback=elf(…)` for another one than usual."""
        folder = self.root / "target" / "package"
        folder.mkdir(parents=True, exist_ok=True)
        for name in PACKAGES:
            with zipfile.ZipFile(folder / name, "w") as package:
                package.writestr("bootstrap", programs.get(name.removesuffix(".zip").replace("-", "_"), programs.get("every", elf())))

    def config(self, old: str, new: str):
        """Changes samconfig.toml."""
        file = self.root / "infra" / "samconfig.toml"
        text = file.read_text()
        self.assertIn(old, text)
        file.write_text(text.replace(old, new))

    def run_program(self, name: str, *arguments, **variables):
        """Runs a program of infra/; no answer of a terminal is to be had."""
        command = [os.environ.get("PYTHON", sys.executable), self.root / "infra" / name, *arguments]
        environment = {name: value for name, value in {**self.variables, **variables}.items() if value is not None}
        return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)

    def refused(self, told, *words):
        self.assertNotEqual(told.returncode, 0, told.stdout)
        for word in words:
            self.assertIn(word, told.stderr)
        self.assertNotIn("Traceback", told.stderr)
