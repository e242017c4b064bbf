#!/bin/sh
# Works the console in a browser. CI installs missing programs; elsewhere a warning is printed.
set -eu
cd "$(dirname "$0")/../.."

missing() {
	for program in chromium node npm; do
		command -v "$program" >/dev/null || printf ' %s' "$program"
	done
}

if [ -n "$(missing)" ] && [ -n "${CI:-}" ] && command -v apt-get >/dev/null; then
	apt-get update -q
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-noto-cjk
fi
if [ -n "$(missing)" ]; then
	echo "THE CONSOLE IS NOT TESTED: these programs are missing:$(missing)" >&2
	[ -z "${CI:-}" ]
	exit
fi
npm ci --prefix tests/console --no-audit --no-fund --ignore-scripts
python3 infra/console.py --if-needed
CHROMIUM=$(command -v chromium)
export CHROMIUM
case "${1:-}" in
screenshots) set -- browsing::screenshots ;;
*) set -- "browsing::${1:-}" --skip screenshots ;;
esac
# The whole workspace, because a single package would be built again with other features.
cargo test --locked --workspace --test runner -- --ignored --nocapture --test-threads 1 "$@"
