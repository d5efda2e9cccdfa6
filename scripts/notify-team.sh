#!/bin/sh
# Tell the team: echo "Fix deployed, monitoring for 1 hour" | ./scripts/notify-team.sh [--id=INC-001]
exec "$(dirname -- "$0")/incident/tocsin.sh" notify "$@"
