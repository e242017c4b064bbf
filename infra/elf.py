"""Reads the header of a Linux program: for which machine it was built, and for which C library."""

from __future__ import annotations

import re
import struct

# Machines in the words of the template's `Architecture`.
MACHINES = {62: "x86_64", 183: "arm64"}
# The program header that names the loader, and so the C library.
INTERPRETER = 3


def is_program(program: bytes) -> bool:
    """Whether it is a 64-bit ELF file, of the byte order of both machines."""
    return program[:6] == b"\x7fELF\x02\x01" and len(program) >= 64


def machine(program: bytes) -> str | None:
    """`x86_64` or `arm64`; `None` for everything else."""
    return MACHINES.get(struct.unpack_from("<H", program, 18)[0]) if is_program(program) else None


def loader(program: bytes) -> str | None:
    """The path of the dynamic loader; `None` for a program that is linked statically."""
    start, = struct.unpack_from("<Q", program, 32)
    size, count = struct.unpack_from("<HH", program, 54)
    for header in range(start, start + size * count, size):
        if header + 40 <= len(program) and struct.unpack_from("<I", program, header)[0] == INTERPRETER:
            offset, length = struct.unpack_from("<Q16xQ", program, header + 8)
            return program[offset : offset + length].rstrip(b"\0").decode(errors="replace")
    return None


def glibc(program: bytes) -> tuple[int, int] | None:
    """The newest version of glibc that it asks for; `None` where it asks for none."""
    found = [(int(major), int(minor)) for major, minor in re.findall(rb"GLIBC_(\d+)\.(\d+)", program)]
    return max(found, default=None)
