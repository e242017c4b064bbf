"""Python environments for tests, under target/: one for each list of requirements, installed once."""

import hashlib
import pathlib
import shutil
import subprocess
import sys
import venv

TARGET = pathlib.Path(__file__).resolve().parents[1] / "target"


def installed(requirements: pathlib.Path) -> pathlib.Path:
    """The environment with these requirements in it."""
    name = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:16]
    home = TARGET / "python" / name
    done = home / "done"
    if not done.exists():
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        # Compiled as it is used: most of it never is.
        pip = [home / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
        subprocess.run([*pip, "--no-deps", "--requirement", requirements], check=True)
        done.touch()
    return home
