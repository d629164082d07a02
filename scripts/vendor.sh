#!/bin/sh
# Builds static/vendor anew from the packages as published, and VENDOR.md with what came out.
# Needs npm; nobody needs it to run, test or change Avance itself.
set -eu

HTMX=4.0.1
TUS=4.3.1
HLS=1.7.4
INTER=5.3.0

root=$(cd "$(dirname "$0")/.." && pwd)
into=$root/static/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # package, version, folder
	mkdir "$work/$3"
	(cd "$work" && tar xzf "$(npm pack --silent "$1@$2")" -C "$3" --strip-components 1)
}

fetch htmx.org "$HTMX" htmx
fetch tus-js-client "$TUS" tus
fetch hls.js "$HLS" hls
fetch @fontsource-variable/inter "$INTER" inter

rm -rf "$into"
mkdir -p "$into"

# One file: of two deferred scripts, htmx may start before its socket extension has arrived, and
# then the socket is never opened (bigskysoftware/htmx#3693).
{
	cat "$work/htmx/dist/htmx.min.js"
	echo
	cat "$work/htmx/dist/ext/hx-ws.min.js"
} | sed '/^\/\/# sourceMappingURL=/d' >"$into/htmx-$HTMX-ws.min.js"
sed '/^\/\/# sourceMappingURL=/d' "$work/tus/dist/tus.min.js" >"$into/tus-$TUS.min.js"
# Not hls.light: it has no alternate audio, and our renditions share one sound track.
sed '/^\/\/# sourceMappingURL=/d' "$work/hls/dist/hls.min.mjs" >"$into/hls-$HLS.min.mjs"
cp "$work/inter/files/inter-latin-wght-normal.woff2" "$into/inter-$INTER-latin.woff2"
for name in htmx tus hls inter; do
	cp "$work/$name/LICENSE" "$into/LICENSE.$name.txt"
done

{
	echo "# Other people's code that the pages load"
	echo
	echo "Written by \`scripts/vendor.sh\` from the npm packages as published; nothing is changed"
	echo "but the source map lines, which name files that are not here."
	echo
	echo "| package | licence | file | sha256 |"
	echo "| --- | --- | --- | --- |"
	row() { # package and version, licence, file
		echo "| $1 | $2 | \`$3\` | \`$(sha256sum "$into/$3" | cut -d' ' -f1)\` |"
	}
	row "htmx.org $HTMX with its hx-ws" "0BSD" "htmx-$HTMX-ws.min.js"
	row "tus-js-client $TUS" "MIT" "tus-$TUS.min.js"
	row "hls.js $HLS" "Apache-2.0" "hls-$HLS.min.mjs"
	row "@fontsource-variable/inter $INTER" "OFL-1.1" "inter-$INTER-latin.woff2"
} >"$into/VENDOR.md"
