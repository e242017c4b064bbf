"""Builds and packs the functions here where Lambda can run what is built here, and else in a container.

Usage: build.py [auto|yes|no|docker|podman] MAKE

On Linux with glibc it runs `make packed`. Elsewhere (macOS, Windows, Linux with musl), and where a container is asked for, Docker or Podman makes one of infra/container/Containerfile, in which the same runs. What it builds and fetches
stays in target/container, and the packages go to target/package.
"""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
IMAGE = "live-replay-build"
# Not `/src`, which is the name of the workspace in what is built.
PLACE = "/work"
ENGINES = ["docker", "podman"]


def fits_here() -> str | None:
    """Why what is built here doesn't run in Lambda; `None` where it does."""
    if sys.platform != "linux":
        return f"programs that are built on {sys.platform} don't run in Lambda"
    try:
        host = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "rustc is not installed or doesn't run"
    host = re.search(r"^host: (.*)$", host, re.MULTILINE)
    host = host[1] if host else "unknown"
    return None if host.endswith("-linux-gnu") else f"this rustc builds for {host}, and Lambda's programs use glibc"


def engine(asked: str) -> str | None:
    """The first one that works here."""
    for name in ENGINES if asked in {"auto", "yes"} else [asked]:
        if shutil.which(name) and subprocess.run([name, "info"], capture_output=True).returncode == 0:
            return name
    return None


def user(engine: str) -> list[str]:
    """As whom to build, so that what is built belongs to who built it. On macOS and Windows the engine sees to that."""
    if sys.platform != "linux":
        return []
    me = f"{os.getuid()}:{os.getgid()}"
    if engine == "podman":
        return ["--userns", "keep-id", "--user", me]
    options = subprocess.run([engine, "info", "--format", "{{.SecurityOptions}}"], capture_output=True, text=True).stdout
    return [] if "rootless" in options else ["--user", me]


def in_container(engine: str) -> int:
    """Makes the image, where it isn't made, and packs in it."""
    rust = re.search(r'^rust-version = "(.+)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
    # A container of Linux can't use what another system installed for Node. It has a Node of its own where this has none.
    page = subprocess.run([sys.executable, str(ROOT / "infra" / "console.py"), "--if-needed"])
    if page.returncode:
        return page.returncode
    image = f"{IMAGE}:{rust}"
    folder = ROOT / "infra" / "container"
    file = ["--file", str(folder / "Containerfile"), "--build-arg", f"RUST={rust}"]
    made = subprocess.run([engine, "build", "--tag", image, *file, str(folder)])
    if made.returncode:
        return made.returncode
    target = f"{PLACE}/target/container"
    (ROOT / "target" / "container").mkdir(parents=True, exist_ok=True)
    variables = {"CARGO_HOME": f"{PLACE}/target/cargo", "CARGO_TARGET_DIR": target, "HOME": "/", "npm_config_cache": f"{PLACE}/target/npm"}
    variables = [part for name, value in variables.items() for part in ("--env", f"{name}={value}")]
    # Where SELinux guards files, it would hide the workspace.
    mount = ["--volume", f"{ROOT}:{PLACE}", "--workdir", PLACE, "--security-opt", "label=disable"]
    packed = subprocess.run([engine, "run", "--rm", *user(engine), *mount, *variables, image, "make", "packed"])
    if packed.returncode == 0:
        (ROOT / "target" / "package").mkdir(exist_ok=True)
        for package in (ROOT / "target" / "container" / "package").glob("*.zip"):
            shutil.copy(package, ROOT / "target" / "package")
    return packed.returncode


def main(asked: str, make: str) -> int:
    if asked not in {"auto", "yes", "no", *ENGINES}:
        print(f"CONTAINER={asked}: auto, yes, no, docker or podman", file=sys.stderr)
        return 2
    why = fits_here() if asked == "auto" else "a container was asked for"
    if asked == "no" or why is None:
        return subprocess.run([make, "packed"], cwd=ROOT).returncode
    found = engine(asked)
    if found is None:
        print(
            f"nothing is built: {why}, and no container can be made. Install Docker or Podman and start it, or build on"
            " Linux with glibc 2.34 or older: in WSL, on a server, or in a pipeline (.github/workflows/release.yml)",
            file=sys.stderr,
        )
        return 1
    print(f"building in a container of {found}: {why}", flush=True)
    return in_container(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
