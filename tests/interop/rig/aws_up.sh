#!/bin/bash
# Start the AWS emulator (moto + extensions) on loopback, empty. AWS_PORT=5555 ./aws_up.sh ; ./aws_down.sh stops it.
# Needs a python3 with `pip install "moto[server]==5.2.5" boto3`; name it in RIG_PY. State goes to RIG_HOME.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd); P=${AWS_PORT:-5555}; PY=${RIG_PY:-python3}; D=${RIG_HOME:-$HOME/.cache/eks-attest-testbed}/aws; mkdir -p "$D"
if ! { [ -s "$D/moto.pid" ] && kill -0 "$(cat "$D/moto.pid")" 2>/dev/null; }; then
  "$PY" "$HERE/images.py" "$D/images.json"
  MOTO_AMIS_PATH="$D/images.json" setsid nohup "$PY" "$HERE/moto_plus.py" -p "$P" >"$D/moto.log" 2>&1 </dev/null & echo $! >"$D/moto.pid"
  for _ in $(seq 1 240); do curl -s -o /dev/null "http://127.0.0.1:$P/rig/faults" && break; sleep 0.25; done
fi
echo "export AWS_ENDPOINT_URL=http://127.0.0.1:$P AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=secret AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1"
