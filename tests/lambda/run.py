"""Runs the released functions as Lambda runs them, also under AWS's own Runtime Interface Emulator.

Its tools are installed under target/, once for each list of requirements. If that fails, CI fails, and otherwise a
warning is printed.
"""

import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))
import environment

EMULATOR = "lib/python*/site-packages/samcli/local/rapid/aws-lambda-rie-x86_64"


def main() -> int:
    # The whole workspace, because a single package would be built again with other features.
    tests = ["cargo", "test", "--locked", "--workspace", "--test", "lambda", "--", "--ignored"]
    missing = None
    try:
        home = environment.installed(HERE / "requirements.txt")
        [program] = home.glob(EMULATOR)
        os.environ["EMULATOR"] = str(program)
    except (OSError, subprocess.CalledProcessError) as error:
        missing = f"NOT RUN UNDER THE EMULATOR: it can't be installed: {error}"
        tests += ["--skip", "under_the_emulator"]
    failed = subprocess.run(tests, cwd=ROOT).returncode
    if missing:
        print(missing, file=sys.stderr)
        failed = failed or bool(os.environ.get("CI"))
    return failed


if __name__ == "__main__":
    sys.exit(main())
