#!/bin/bash
# Stops only what k8s_up.sh started, by its pid files, and removes the state with --wipe.
D=${RIG_K8S:?}
for n in apiserver webhook kubelet etcd; do
  f=$D/$n.pid; [ -s "$f" ] || continue; p=$(cat "$f")
  if kill -0 "$p" 2>/dev/null && tr '\0' ' ' <"/proc/$p/cmdline" | grep -qE "kube-apiserver|etcd|eks_token_webhook|kubelet.py"; then
    kill "$p"; for _ in $(seq 1 60); do kill -0 "$p" 2>/dev/null || break; sleep 0.25; done; kill -0 "$p" 2>/dev/null && kill -9 "$p"
  fi; rm -f "$f"
done
[ "${1:-}" = --wipe ] && rm -rf "${D:?}"; exit 0
