#!/bin/bash
# Records the example estate into OUT, through the program's own `collect`: AWS from the emulator, Kubernetes from two
# real kube-apiservers, each behind a front that answers as EKS of the cluster's version does (eks_front.py).
# usage: record_example.sh current|previous OUT
# `previous` is recorded on a clock of the quarter before: emulator, seeding, certificates and program run under faketime,
# so the times in the recording are those that the program read. The ages of Kubernetes objects are planted before it
# reads them, and nothing in a recording is edited afterwards.
# Needs EKS_ATTEST (the program), KUBE_APISERVER (build_apiserver.sh), etcd, openssl, faketime, libnss_wrapper, and what
# aws_up.sh needs, with PyYAML. Run as root: fronts listen on port 443 of loopback addresses. State goes to RIG_HOME.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd); QUARTER=${1:?current or previous}; OUT=${2:?folder for the recording}
PY=${RIG_PY:-python3}; export RIG_HOME=${RIG_HOME:-$HOME/.cache/eks-attest-testbed} AWS_PORT=${AWS_PORT:-5555} RIG_CERT_DAYS=120
at() { shift; "$@"; }
if [ "$QUARTER" = previous ]; then
  LIBRARY=$(faketime -f "+0" printenv LD_PRELOAD)
  export RIG_SINCE=2026-09-23T08:00:00Z
  # Only the date is moved: waiting still takes the time that it takes. The library is named rather than `faketime` run,
  # because the emulator outlives the command that starts it.
  at() { local when=$1; shift; env TZ=UTC LD_PRELOAD="$LIBRARY${LD_PRELOAD:+:$LD_PRELOAD}" FAKETIME="@$when" FAKETIME_DONT_FAKE_MONOTONIC=1 RIG_DAYS_BEHIND=53 "$@"; }
fi
NSS=$(find /usr/lib -name libnss_wrapper.so | head -1); : "${NSS:?libnss_wrapper is not installed}"; HOSTS=$RIG_HOME/hosts
CLUSTERS=(card-payments legacy-batch); VERSIONS=(v1.34.1-eks-113cf36 v1.28.5-eks-5e0fdde); PORTS=(8640 8660)

of() { # number of a cluster, command: with that cluster's server in the environment
  local n=$1; shift
  RIG_K8S=$RIG_HOME/${CLUSTERS[$n]} K8S_PORT=${PORTS[$n]} ETCD_PORT=$((PORTS[n] + 5)) CLUSTER_NAME=${CLUSTERS[$n]} STS_ENDPOINT=http://127.0.0.1:$AWS_PORT "$@"
}
down() {
  for n in 0 1; do
    local pid=$RIG_HOME/${CLUSTERS[$n]}/front.pid; [ -s "$pid" ] && kill "$(cat "$pid")" 2>/dev/null
    of "$n" "$HERE/k8s_down.sh" --wipe
  done; "$HERE/aws_down.sh"
}
down; mkdir -p "$RIG_HOME"; trap down EXIT

eval "$(at '2026-09-29 09:00:00' "$HERE/aws_up.sh")"
at '2026-09-29 09:01:00' "$PY" "$HERE/seed.py" --quarter "$QUARTER"
"${EKS_ATTEST:?}" permissions --format clusterrole --secret-metadata --kubelet-config >"$RIG_HOME/roles.yaml"
: >"$HOSTS"
for n in 0 1; do
  name=${CLUSTERS[$n]}
  # Certificates come into force, and the webhook's clock starts, right before the program asks.
  of "$n" at '2026-09-29 09:04:00' "$HERE/k8s_up.sh"
  of "$n" at '2026-09-29 09:04:30' "$PY" "$HERE/example_k8s.py" seed "$name" "$QUARTER"
  of "$n" at '2026-09-29 09:04:30' "$PY" "$HERE/example_k8s.py" rights "$RIG_HOME/roles.yaml"
  host=$(of "$n" at '2026-09-29 09:04:30' "$PY" "$HERE/example_k8s.py" point "$name")
  of "$n" at '2026-09-29 09:04:40' "$PY" "$HERE/eks_front.py" --listen "127.0.0.$((21 + n))" --name "$host" --version "${VERSIONS[$n]}" --kubelets "$RIG_HOME/$name/kubelets.json" 2>"$RIG_HOME/$name/front.log" &
  echo "127.0.0.$((21 + n)) $host" >>"$HOSTS"
  for _ in $(seq 1 120); do curl -sk -o /dev/null "https://127.0.0.$((21 + n))/version" && break; sleep 0.25; done
done
# The endpoint of the trial cluster answers nobody.
[ "$QUARTER" = current ] || echo "127.0.0.23 $(of 0 at '2026-09-29 09:04:30' "$PY" "$HERE/example_k8s.py" point reporting-pilot)" >>"$HOSTS"
LD_PRELOAD=$NSS NSS_WRAPPER_HOSTS=$HOSTS at '2026-09-29 09:05:00' "$EKS_ATTEST" collect --quiet --secret-metadata --kubelet-config --out "$OUT"
