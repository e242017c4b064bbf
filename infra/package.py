"""Packs the released functions for Lambda: one zip each with the file `bootstrap`, the same bytes for the same program.

Usage: package.py [--again] <target folder> <function>...

With `--again` it packs what is packed already, and fails where other bytes come of it. The zips go to `<target folder>/package`, named as the functions' folders. It fails where one is too large, where Lambda can't
run a program (another system or C library, a newer glibc), and where one names a folder of this machine: then another checkout makes another.
"""

from __future__ import annotations

import hashlib
import io
import os
import pathlib
import subprocess
import sys
import zipfile

import elf

# A function's whole cold start pays for its size.
MAX_BYTES = 3_500_000
# That of provided.al2023.
GLIBC = (2, 34)
# The oldest moment that a zip can tell.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
IN_A_CONTAINER = "build in a container, with `make package CONTAINER=yes` (docs/deploy.md)"
ROOT = pathlib.Path(__file__).resolve().parents[1]


def name(function: str) -> str:
    """What a function's folder is called: `callback` for `replay-callback`, and `replay-api` is its own."""
    return function if (ROOT / "functions" / function).is_dir() else function.removeprefix("replay-")


def packed(program: bytes) -> bytes:
    """The zip with this program in it."""
    entry = zipfile.ZipInfo("bootstrap", LONG_AGO)
    # Made on Unix; a file that everybody may run.
    entry.create_system = 3
    entry.external_attr = 0o100755 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(entry, program, zipfile.ZIP_DEFLATED, 9)
    return file.getvalue()


def folders(target: pathlib.Path) -> list[str]:
    """The folders that only this machine has."""
    home = pathlib.Path.home()
    try:
        sysroot = subprocess.run(["rustc", "--print", "sysroot"], capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        sysroot = ""
    cargo = os.environ.get("CARGO_HOME", home / ".cargo")
    # A home such as `/` is in every path.
    return [str(folder) for folder in (ROOT, target, cargo, sysroot, home) if len(pathlib.Path(folder).parts) > 1]


def problems(program: bytes, package: bytes, target: pathlib.Path) -> list[str]:
    """Why a program can't be deployed."""
    if elf.machine(program) is None:
        return [f"holds no Linux program for x86_64 or arm64, and Lambda runs nothing else: {IN_A_CONTAINER}"]
    found = [f"names {folder}" for folder in folders(target) if f"{folder}/".encode() in program]
    loader, needed = elf.loader(program), elf.glibc(program)
    if loader is None or "musl" in loader or needed is None:
        found.append(f"is built for musl or without a C library, and Lambda's programs use glibc: {IN_A_CONTAINER}")
    elif needed > GLIBC:
        found.append(f"needs glibc {needed[0]}.{needed[1]}, and Lambda has {GLIBC[0]}.{GLIBC[1]}: {IN_A_CONTAINER}")
    if len(package) > MAX_BYTES:
        found.append(f"is larger than {MAX_BYTES} bytes")
    return found


def main(target: pathlib.Path, functions: list[str], again: bool) -> int:
    (target / "package").mkdir(parents=True, exist_ok=True)
    failed = False
    for function in functions:
        try:
            program = (target / "release" / function).read_bytes()
        except FileNotFoundError:
            # Cargo puts programs for a target of its own choice elsewhere, and names those of Windows otherwise.
            print(f"{target / 'release' / function} was not built: unset CARGO_BUILD_TARGET, or {IN_A_CONTAINER}", file=sys.stderr)
            return 1
        package = packed(program)
        path = target / "package" / f"{name(function)}.zip"
        if again:
            found = [] if path.read_bytes() == package else ["is packed differently each time"]
        else:
            path.write_bytes(package)
            digest = hashlib.sha256(package).hexdigest()
            machine = elf.machine(program) or "another machine"
            print(f"{path.name:18} {len(package):8} bytes ({len(program)} unpacked, {machine})  {digest}")
            found = problems(program, package, target)
        for problem in found:
            failed = True
            print(f"{path.name} {problem}", file=sys.stderr)
    return failed


if __name__ == "__main__":
    arguments = sys.argv[1:]
    again = "--again" in arguments
    target, *functions = [argument for argument in arguments if argument != "--again"]
    sys.exit(main(pathlib.Path(target).resolve(), functions, again))
