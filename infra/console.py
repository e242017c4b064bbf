"""Builds the curators' page into functions/console/web/dist, from where the function takes it.

Usage: console.py [--if-needed] [--or-go-on]

With `--if-needed` it builds only where nothing is built, or a source is newer. Without Node it says so and succeeds: the function is then built without the page, and says at /console how to get it. With `--or-go-on` that holds for a build that fails, too.
"""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
WEB = ROOT / "functions" / "console" / "web"
BUILT = WEB / "dist" / "manifest.json"
SOURCES = ["build.mjs", "client/generated", "client/index.ts", "package-lock.json", "src", "tools"]
NODE = 20


def files(path: pathlib.Path) -> list[pathlib.Path]:
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]


def is_fresh() -> bool:
    if not BUILT.exists():
        return False
    # A folder is as old as the last file that came or went.
    sources = [path for name in SOURCES for path in [WEB / name, *files(WEB / name)]]
    return max(source.stat().st_mtime for source in sources) <= BUILT.stat().st_mtime


def lacks() -> str | None:
    """What is missing on this machine, in words."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return "Node isn't installed"
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    major = re.match(r"v(\d+)", version)
    return None if major and int(major[1]) >= NODE else f"this is Node {version or 'of no known version'}"


def install():
    """What package-lock.json lists; once for each list."""
    lock, installed = WEB / "package-lock.json", WEB / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"], cwd=WEB, check=True)
        installed.touch()


def main(if_needed: bool, or_go_on: bool) -> int:
    if if_needed and is_fresh():
        return 0
    missing = lacks()
    if missing:
        print(f"the console is not built: {missing}, and it takes Node {NODE} or newer with npm. Everything else works; `make console` builds it later", file=sys.stderr)
        return 0
    try:
        install()
        subprocess.run(["node", "build.mjs"], cwd=WEB, check=True)
    except subprocess.CalledProcessError as error:
        what = " ".join(str(word) for word in error.cmd)
        print(f"the console is not built: `{what}` failed in {WEB.relative_to(ROOT)}", file=sys.stderr)
        if BUILT.exists():
            print("what was built before is served", file=sys.stderr)
        return 0 if or_go_on else 1
    return 0


if __name__ == "__main__":
    sys.exit(main("--if-needed" in sys.argv, "--or-go-on" in sys.argv))
