"""Builds one function and the console from two copies of this checkout, in folders of other names, and fails where other bytes come of it.

Usage: twice.py MAKE FUNCTION

It is built without optimisation, and what it depends on once for both: what the name of a folder leaves in a program, it leaves in any.
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
            # With the time of now, so that Cargo takes each copy for changed.
            shutil.copy(ROOT / name, to / name)


def built(make: str, function: str, home: pathlib.Path, place: pathlib.Path) -> bytes:
    variables = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKEOVERRIDES"}}
    variables |= QUICKLY | {"CARGO_TARGET_DIR": str(home / "built")}
    # The same flags for both, so that Cargo builds again only what lies in the checkout.
    checkouts = " ".join(f"'{home / name}'" for name in COPIES)
    asked = [make, "-C", str(place), "build", f"FUNCTIONS={function}", f"CHECKOUTS={checkouts}"]
    subprocess.run(asked, check=True, env=variables)
    return (home / "built" / "release" / function).read_bytes()


def page(make: str, place: pathlib.Path) -> dict[str, str]:
    """The files of the console by their digests; without Node, none."""
    subprocess.run([make, "-C", str(place), "console"], check=True)
    dist = place / "functions" / "console" / "web" / "dist"
    return {str(file.relative_to(dist)): hashlib.sha256(file.read_bytes()).hexdigest() for file in dist.rglob("*") if file.is_file()}


def main(make: str, function: str) -> int:
    home = ROOT / "target" / "twice"
    shutil.rmtree(home, ignore_errors=True)
    digests, pages = set(), []
    for name in COPIES:
        place = home / name
        copy(place)
        digests.add(hashlib.sha256(built(make, function, home, place)).hexdigest())
        pages.append(page(make, place))
    shutil.rmtree(home)
    differ = sorted(name for name in pages[0].keys() | pages[1].keys() if pages[0].get(name) != pages[1].get(name))
    if differ:
        print(f"the console is other bytes in another folder: {', '.join(differ)}", file=sys.stderr)
        return 1
    if len(digests) > 1:
        print(f"{function} is other bytes in another folder: a path of this machine is in it, or an order that changes", file=sys.stderr)
        return 1
    print(f"{function} is the same in two folders: {digests.pop()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
