"""Checks the local runner against its document at /openapi.json: sends it an evening of callbacks, then runs schemathesis.

Usage: run.py <the program live-replay>. Its tools are installed under target/, once for each list of requirements.
If that fails, CI fails, and otherwise a warning is printed.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import environment

REQUIREMENTS = HERE / "requirements.txt"
KEY = "replay-demo-key"
TOKEN = "curator-demo-token"
# Longer than the runner waits for requests when it stops.
SECONDS = 20


def quarantine(url: str) -> None:
    """Sends an unknown event with a valid signature."""
    t = int(time.time()) + 600
    sign = hashlib.md5(f"{KEY}{t}".encode()).hexdigest()
    event = json.dumps({"t": t, "sign": sign, "event_type": 9999}).encode()
    urllib.request.urlopen(f"{url}/callbacks/live", event, SECONDS).close()


def main(program: str) -> int:
    try:
        home = environment.installed(REQUIREMENTS)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"NOT HELD TO ITS DOCUMENT: schemathesis can't be installed: {error}", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    settings = {
        "LISTEN": "127.0.0.1:0",
        "DATA_DIR": ":memory:",
        "SIMULATE": "false",
        "RECONCILE_EVERY_SECONDS": "0",
        "RUST_LOG": "error",
    }
    kept = ("PATH", "HOME", "TMPDIR", "LANG")
    variables = {name: os.environ[name] for name in kept if name in os.environ} | settings
    runner = subprocess.Popen([program], env=variables, stdout=subprocess.PIPE, text=True)
    try:
        greeting = "live-replay is listening on "
        lines = (line for line in runner.stdout if line.startswith(greeting))
        url = next(lines, "").removeprefix(greeting).strip()
        if not url:
            return runner.wait(SECONDS) or 1
        address = url.removeprefix("http://")
        evening = variables | {"LISTEN": address}
        subprocess.run([program, "demo"], env=evening, stdout=subprocess.DEVNULL, check=True)
        quarantine(url)
        config = HERE / "schemathesis.toml"
        command = [home / "bin" / "st", "--config-file", config, "run", f"{url}/openapi.json"]
        header = f"Authorization: Bearer {TOKEN}"
        # schemathesis writes its findings into the folder where it runs.
        done = subprocess.run([*command, "--header", header, *sys.argv[2:]], cwd=home)
        return done.returncode
    finally:
        runner.terminate()
        runner.wait(SECONDS)


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
