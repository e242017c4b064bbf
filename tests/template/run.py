"""Checks infra/template.yaml against the code and with AWS's own tools, without an account.

Usage: run.py <the folder where the tests wrote what the functions did>. Its tools are installed under target/,
once for each list of requirements. If that fails, CI fails, and otherwise a warning is printed.
"""

import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import environment


def main(actions: str) -> int:
    try:
        home = environment.installed(HERE / "requirements.txt")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"THE TEMPLATE IS NOT CHECKED: its tools can't be installed: {error}", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    return subprocess.run([home / "bin" / "python", HERE / "all.py", actions]).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
