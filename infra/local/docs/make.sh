#!/bin/sh
# Renews the viewer that /docs shows: Swagger UI (Apache-2.0) from npm. It is committed, so that only changing it needs npm.
set -eu
cd "$(dirname "$0")"
version=5.35.0
made=$(mktemp -d)
trap 'rm -r "$made"' EXIT
npm pack --silent --pack-destination "$made" "swagger-ui-dist@$version"
tar -xzf "$made"/*.tgz -C "$made"
for file in swagger-ui-bundle.js swagger-ui.css; do
	gzip -9 -n <"$made/package/$file" >"$file.gz"
done
