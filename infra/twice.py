"""Builds one function from two copies of this checkout, in folders of other names, and fails where other bytes come of it.

Usage: twice.py MAKE FUNCTION

Everything is built anew, without optimisation: what a folder's name leaves in a program, it leaves in any, and so the check takes a third of the time.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Of other lengths and depths, and with what a path may hold.
COPIES = ["one", "another folder/of-another-depth"]
QUICKLY = {"CARGO_PROFILE_RELEASE_LTO": "off", "CARGO_PROFILE_RELEASE_OPT_LEVEL": "0", "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16"}


def copy(to: pathlib.Path) -> None:
    """The files that would be committed, as they are now."""
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, check=True, capture_output=True).stdout.decode().split("\0")
    for name in filter(None, names):
        # A file that was deleted and not committed is still listed.
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)


def built(make: str, function: str, place: pathlib.Path) -> bytes:
    variables = {name: value for name, value in os.environ.items() if name not in {"CARGO_TARGET_DIR", "MAKEFLAGS", "MAKEOVERRIDES"}}
    subprocess.run([make, "-C", str(place), "build", f"FUNCTIONS={function}"], check=True, env=variables | QUICKLY)
    return (place / "target" / "release" / function).read_bytes()


def main(make: str, function: str) -> int:
    home = ROOT / "target" / "twice"
    shutil.rmtree(home, ignore_errors=True)
    digests = set()
    for name in COPIES:
        place = home / name
        copy(place)
        digests.add(hashlib.sha256(built(make, function, place)).hexdigest())
        shutil.rmtree(place / "target")
    if len(digests) > 1:
        print(f"{function} is other bytes in another folder: a path of this machine is in it, or an order that changes", file=sys.stderr)
        return 1
    print(f"{function} is the same in two folders: {digests.pop()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
