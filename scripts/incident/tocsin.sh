#!/bin/sh
# Runs the tocsin command of this project from any directory: ./scripts/incident/tocsin.sh list
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
if [ ! -d "$project/node_modules/commander" ]; then
  echo "tocsin: not installed yet. Run: (cd $project && npm ci)" >&2
  exit 3
fi

# The project brings its own Node; the one on the PATH may be too old to run TypeScript.
node=$project/node_modules/.bin/node
[ -x "$node" ] || node=node
exec "$node" "$project/cli/start.mjs" "$@"
