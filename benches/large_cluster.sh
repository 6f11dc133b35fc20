#!/bin/bash
# A large cluster on a real kube-apiserver: `attest`, with its PDF and bundle, beside HardenEKS 1.1.1, on the same server in
# the same run. Prints wall time and peak memory of both, and their ratio.
# usage: benches/large_cluster.sh [PODS NODES NAMESPACES]      5600 200 200 when absent
# Needs Debian, root (packages) and about 3 GB of disk; the first run compiles a kube-apiserver. State goes to INTEROP_HOME.
# Ports: AWS_PORT, K8S_PORT (and the next one), ETCD_PORT (and the next one).
set -euo pipefail
cd "$(dirname "$0")/.."
export INTEROP_HOME=${INTEROP_HOME:-$HOME/.cache/eks-attest-interop}
if [ -z "${EKS_ATTEST:-}" ]; then
  cargo build --release --locked
  EKS_ATTEST=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/release/eks-attest
fi
export EKS_ATTEST
tests/interop/setup.sh scale
exec "$INTEROP_HOME/venv/bin/python" tests/interop/scale.py "$@"
