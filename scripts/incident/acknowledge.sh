#!/bin/sh
# Mark yourself as responding: ./scripts/incident/acknowledge.sh --severity=SEV1
exec "$(dirname -- "$0")/tocsin.sh" acknowledge "$@"
