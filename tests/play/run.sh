#!/bin/sh
# Plays joined playlists with ffprobe, and files of each format in a browser. CI installs missing programs; elsewhere a warning is printed.
set -eu
cd "$(dirname "$0")/../.."

missing() {
	for program in ffprobe chromium node npm; do
		command -v "$program" >/dev/null || printf ' %s' "$program"
	done
}

if [ -n "$(missing)" ] && [ -n "${CI:-}" ] && command -v apt-get >/dev/null; then
	apt-get update -q
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends ffmpeg chromium
fi
if [ -n "$(missing)" ]; then
	echo "NOT PLAYED: these programs are missing:$(missing)" >&2
	[ -z "${CI:-}" ]
	exit
fi
npm ci --prefix tests/play --no-audit --no-fund --ignore-scripts
npm ci --prefix functions/console/web/client --no-audit --no-fund --ignore-scripts
python3 infra/console.py --if-needed
CHROMIUM=$(command -v chromium)
export CHROMIUM
# The whole workspace, because a single package would be built again with other features.
cargo test --locked --workspace --test it --test runner -- --ignored play
