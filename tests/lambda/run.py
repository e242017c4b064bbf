"""Runs the released functions as Lambda runs them, also under AWS's own Runtime Interface Emulator.

The emulator lies inside the wheel of `aws-sam-cli`, and is kept under target/. Where that can't be had, CI fails, and a
person is told.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WHEEL = "aws-sam-cli==1.170.0"
INSIDE = "samcli/local/rapid/aws-lambda-rie-x86_64"


def emulator() -> pathlib.Path:
    """The emulator's program."""
    program = ROOT / "target" / "emulator" / WHEEL / "aws-lambda-rie"
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=program.parent) as folder:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
            subprocess.run([*pip, "--only-binary", ":all:", "--dest", folder, WHEEL], check=True)
            [wheel] = pathlib.Path(folder).glob("*.whl")
            part = pathlib.Path(folder) / program.name
            part.write_bytes(zipfile.ZipFile(wheel).read(INSIDE))
            part.chmod(0o755)
            part.rename(program)
    return program


def main() -> int:
    # The whole workspace: one package alone would have everything built again with other features.
    tests = ["cargo", "test", "--locked", "--workspace", "--test", "lambda", "--", "--ignored"]
    try:
        os.environ["EMULATOR"] = str(emulator())
        skipped = None
    except (OSError, subprocess.CalledProcessError) as error:
        skipped = f"NOT RUN UNDER THE EMULATOR: it can't be had: {error}"
        tests += ["--skip", "under_the_emulator"]
    failed = subprocess.run(tests, cwd=ROOT).returncode
    if skipped:
        print(skipped, file=sys.stderr)
        failed = failed or bool(os.environ.get("CI"))
    return failed


if __name__ == "__main__":
    sys.exit(main())
