#!/bin/sh
# Generate the report: ./scripts/incident/report.sh --id=INC-001 [--output=FILE]
exec "$(dirname -- "$0")/tocsin.sh" report "$@"
