#!/bin/sh
# Update status: ./scripts/incident/update.sh --id=INC-001 --status="Investigating"
exec "$(dirname -- "$0")/tocsin.sh" update "$@"
