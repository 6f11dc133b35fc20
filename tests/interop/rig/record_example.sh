#!/bin/bash
# Records the example estate from the emulator into OUT, through the program's own `collect`.
# usage: record_example.sh current|previous OUT
# `previous` is recorded on a clock of the quarter before: emulator, seeding and program all run under faketime, so the
# times in the recording are those that the program read, and nothing in it is edited afterwards.
# Needs EKS_ATTEST (the program), faketime, and what aws_up.sh needs. State goes to RIG_HOME.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd); QUARTER=${1:?current or previous}; OUT=${2:?folder for the recording}
PY=${RIG_PY:-python3}; export RIG_HOME=${RIG_HOME:-$HOME/.cache/eks-attest-testbed}
at() { shift; "$@"; }
if [ "$QUARTER" = previous ]; then
  LIBRARY=$(faketime -f "+0" printenv LD_PRELOAD)
  # Only the date is moved: waiting still takes the time that it takes. The library is named rather than `faketime` run,
  # because the emulator outlives the command that starts it.
  at() { local when=$1; shift; env TZ=UTC LD_PRELOAD="$LIBRARY" FAKETIME="@$when" FAKETIME_DONT_FAKE_MONOTONIC=1 RIG_DAYS_BEHIND=53 "$@"; }
fi
"$HERE/aws_down.sh"
eval "$(at '2026-09-29 09:00:00' "$HERE/aws_up.sh")"
trap '"$HERE/aws_down.sh"' EXIT
at '2026-09-29 09:01:00' "$PY" "$HERE/seed.py" --quarter "$QUARTER"
at '2026-09-29 09:05:00' "${EKS_ATTEST:?}" collect --quiet --out "$OUT"
