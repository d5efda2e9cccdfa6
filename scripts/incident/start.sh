#!/bin/sh
# Start an incident: ./scripts/incident/start.sh --severity=SEV1 --title="Database down"
exec "$(dirname -- "$0")/tocsin.sh" start "$@"
