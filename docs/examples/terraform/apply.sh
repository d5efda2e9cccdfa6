#!/bin/sh
# Puts DOCUMENT (JSON) in force if VERSION is in force still. The token is in no argument, which every process could read.
set -eu
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
status=$(curl -sS -o "$answer" -w '%{http_code}' -X PUT "$TOCSIN_URL/v1/configuration" \
  -H 'content-type: application/json' -H "If-Match: \"$VERSION\"" --data-binary "@$DOCUMENT" \
  -K - <<CREDENTIAL
header = "Authorization: Bearer $TOCSIN_TOKEN"
CREDENTIAL
)
cat "$answer"
echo
[ "$status" = 200 ]
