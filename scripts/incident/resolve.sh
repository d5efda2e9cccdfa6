#!/bin/sh
# Resolve an incident: ./scripts/incident/resolve.sh --id=INC-001 --resolution="Restarted database"
exec "$(dirname -- "$0")/tocsin.sh" resolve "$@"
