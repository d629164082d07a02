#!/bin/sh
# Rebuild static/vendor from the npm registry, byte for byte. Needs npm; the product does not.
#   scripts/vendor.sh           write the files, then check them against VENDOR.md
#   scripts/vendor.sh --check   only check what is there
set -eu

HTMX=4.0.1
TUS=4.3.1
HLS=1.7.4

cd "$(dirname "$0")/../static/vendor"

check() {
	sed -n 's/^| `\([^`]*\)` .*| `\([0-9a-f]\{64\}\)` |$/\2  \1/p' VENDOR.md | sha256sum -c -
}

# Prints the folder into which the package was unpacked.
fetch() {
	archive=$(cd "$work" && npm pack --silent --ignore-scripts "$1")
	mkdir "$work/$1"
	tar -xzf "$work/$archive" -C "$work/$1" --strip-components=1
	echo "$work/$1"
}

# Without the line that names a source map: there is none here, and collectstatic would miss it.
unmapped() {
	sed '/^\/\/# sourceMappingURL=/d' "$1"
}

if [ "${1:-}" = "--check" ]; then
	check
	exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One file: of two deferred scripts htmx may start before its socket extension has arrived, and
# then the socket is never opened (bigskysoftware/htmx#3693).
htmx=$(fetch "htmx.org@$HTMX")
{ cat "$htmx/dist/htmx.min.js"; echo; cat "$htmx/dist/ext/hx-ws.min.js"; } >"htmx-$HTMX-ws.min.js"
cp "$htmx/LICENSE" htmx-LICENSE.txt

tus=$(fetch "tus-js-client@$TUS")
unmapped "$tus/dist/tus.min.js" >"tus-$TUS.min.js"
cp "$tus/LICENSE" tus-LICENSE.txt

# Not the light build: it has no alternate audio, and our renditions share one sound track.
hls=$(fetch "hls.js@$HLS")
unmapped "$hls/dist/hls.min.mjs" >"hls-$HLS.min.mjs"
cp "$hls/LICENSE" hls-LICENSE.txt

check
