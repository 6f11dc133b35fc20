#!/bin/bash
# Starts etcd and a real kube-apiserver on loopback: TLS, token file, RBAC, an audit log of everybody but the admin, two
# kubelets' /configz, and the webhook that accepts EKS's tokens. Idempotent.
# Environment: KUBE_APISERVER (program), RIG_K8S (state), K8S_PORT and the three after it, ETCD_PORT and the one after it,
# STS_ENDPOINT, RIG_PY; FEWER_APIS (for --runtime-config, such as autoscaling/v1=false).
# Kubeconfigs in RIG_K8S: kubeconfig (admin), .auditor, .nobody, .less-00 to .less-59. The context's cluster is CLUSTER_NAME.
set -euo pipefail
K8S_PORT=${K8S_PORT:-6443}; ETCD_PORT=${ETCD_PORT:-2379}; D=${RIG_K8S:?}; BIN=${KUBE_APISERVER:?}; ETCD=${ETCD:-/usr/bin/etcd}
HOOK=$((K8S_PORT + 1)); CLUSTER_NAME=${CLUSTER_NAME:-card-payments}
HERE=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$D"/pki "$D"/etcd; chmod 700 "$D"/pki
alive(){ [ -s "$D/$1.pid" ] && kill -0 "$(cat "$D/$1.pid")" 2>/dev/null; }
if [ ! -s "$D/pki/apiserver.crt" ]; then
  ( cd "$D/pki"
    openssl genrsa -out ca.key 2048 2>/dev/null; openssl req -x509 -new -key ca.key -subj /CN=rig-ca -days "${RIG_CERT_DAYS:-30}" -out ca.crt 2>/dev/null
    mk(){ # name subject san
      openssl genrsa -out "$1.key" 2048 2>/dev/null
      openssl req -new -key "$1.key" -subj "$2" -out "$1.csr" 2>/dev/null
      openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days "${RIG_CERT_DAYS:-30}" -out "$1.crt" -extfile <(echo "subjectAltName=$3"; echo "extendedKeyUsage=serverAuth,clientAuth") 2>/dev/null; }
    mk apiserver /CN=kube-apiserver "DNS:localhost,DNS:kubernetes,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:172.20.0.1"
    mk etcd /CN=etcd "DNS:localhost,IP:127.0.0.1"
    openssl genrsa -out sa.key 2048 2>/dev/null; openssl rsa -in sa.key -pubout -out sa.pub 2>/dev/null )
fi
# token,user,uid,"groups": the auditor's rights are bound by the suite, nobody has none.
cat >"$D/tokens.csv" <<T
admin-token,rig-admin,1,"system:masters"
auditor-token,eks-evidence,2,"rig:auditors"
nobody-token,nobody,3,""
T
for n in $(seq -w 0 59); do echo "less-$n-token,less-$n,1$n" >>"$D/tokens.csv"; done
cat >"$D/audit.yaml" <<A
{"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"], "rules": [{"level": "None", "userGroups": ["system:masters"]}, {"level": "Metadata"}]}
A
if ! alive etcd; then
  setsid nohup nice -n 5 "$ETCD" --name rig --data-dir "$D/etcd" --listen-client-urls https://127.0.0.1:$ETCD_PORT --advertise-client-urls https://127.0.0.1:$ETCD_PORT \
    --listen-peer-urls http://127.0.0.1:$((ETCD_PORT+1)) --initial-advertise-peer-urls http://127.0.0.1:$((ETCD_PORT+1)) --initial-cluster rig=http://127.0.0.1:$((ETCD_PORT+1)) \
    --cert-file "$D/pki/etcd.crt" --key-file "$D/pki/etcd.key" --trusted-ca-file "$D/pki/ca.crt" --client-cert-auth --unsafe-no-fsync >"$D/etcd.log" 2>&1 </dev/null & echo $! >"$D/etcd.pid"
fi
if ! alive webhook; then
  setsid nohup "${RIG_PY:-python3}" "$HERE/eks_token_webhook.py" --port "$HOOK" --sts "${STS_ENDPOINT:-http://127.0.0.1:5555}" --map "$D/eks_map.json" >"$D/webhook.log" 2>&1 </dev/null & echo $! >"$D/webhook.pid"
fi
if ! alive kubelet; then
  setsid nohup "${RIG_PY:-python3}" "$HERE/kubelet.py" $((K8S_PORT + 2)) "$D/pki/apiserver.crt" "$D/pki/apiserver.key" >"$D/kubelet.log" 2>&1 </dev/null & echo $! >"$D/kubelet.pid"
fi
cat >"$D/webhook.kubeconfig" <<W
{apiVersion: v1, kind: Config, current-context: w, clusters: [{name: w, cluster: {server: "http://127.0.0.1:$HOOK/authenticate"}}], users: [{name: w, user: {}}], contexts: [{name: w, context: {cluster: w, user: w}}]}
W
# ServiceAccount admission stays on, so that pods get projected tokens as on EKS; no controllers run.
GATES=(); case "$("$BIN" --version)" in *v1.20.*) GATES=(--feature-gates=BoundServiceAccountTokenVolume=true,RootCAConfigMap=true,ProcMountType=true);; esac
if ! alive apiserver; then
  setsid nohup nice -n 5 "$BIN" --bind-address=127.0.0.1 --advertise-address=127.0.0.1 --secure-port=$K8S_PORT \
    --etcd-servers=https://127.0.0.1:$ETCD_PORT --etcd-cafile="$D/pki/ca.crt" --etcd-certfile="$D/pki/etcd.crt" --etcd-keyfile="$D/pki/etcd.key" \
    --tls-cert-file="$D/pki/apiserver.crt" --tls-private-key-file="$D/pki/apiserver.key" --client-ca-file="$D/pki/ca.crt" --token-auth-file="$D/tokens.csv" \
    --authentication-token-webhook-config-file="$D/webhook.kubeconfig" --authentication-token-webhook-cache-ttl=1s \
    --audit-policy-file="$D/audit.yaml" --audit-log-path="$D/audit.log" --audit-log-mode=blocking --kubelet-preferred-address-types=InternalDNS \
    ${FEWER_APIS:+--runtime-config="$FEWER_APIS"} --authorization-mode=Node,RBAC --allow-privileged=true --anonymous-auth=true --profiling=false --endpoint-reconciler-type=none \
    --max-requests-inflight=2000 --max-mutating-requests-inflight=1000 \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$D/pki/sa.pub" --service-account-signing-key-file="$D/pki/sa.key" \
    --service-cluster-ip-range=172.20.0.0/16 --storage-media-type=application/json "${GATES[@]}" >"$D/apiserver.log" 2>&1 </dev/null & echo $! >"$D/apiserver.pid"
fi
for i in $(seq 1 360); do
  curl -sf --cacert "$D/pki/ca.crt" -H 'Authorization: Bearer admin-token' https://127.0.0.1:$K8S_PORT/readyz >/dev/null 2>&1 && break
  alive apiserver || { echo "kube-apiserver ended; see $D/apiserver.log" >&2; tail -5 "$D/apiserver.log" >&2; exit 1; }
  sleep 0.5; [ $i = 360 ] && { echo "kube-apiserver is not ready" >&2; exit 1; }
done
AUTHORITY=$(base64 -w0 <"$D/pki/ca.crt")
kubeconfig(){ # file user token
cat >"$D/$1" <<K
apiVersion: v1
kind: Config
current-context: rig
clusters: [{name: $CLUSTER_NAME, cluster: {server: "https://127.0.0.1:$K8S_PORT", certificate-authority-data: $AUTHORITY}}]
users: [{name: $2, user: {token: $3}}]
contexts: [{name: rig, context: {cluster: $CLUSTER_NAME, user: $2}}]
K
chmod 600 "$D/$1"; }
kubeconfig kubeconfig rig-admin admin-token; kubeconfig kubeconfig.auditor eks-evidence auditor-token; kubeconfig kubeconfig.nobody nobody nobody-token
for n in $(seq -w 0 59); do kubeconfig kubeconfig.less-$n less-$n less-$n-token; done
