#!/bin/bash
# Builds kube-apiserver 1.20.2 from Debian's source package and Debian's Go only: WORKDIR/kube-apiserver.
# usage: build_apiserver.sh WORKDIR      about 5 minutes on 2 cores, 1.3 GB a compiler, 2.5 GB of disk until the end
set -euo pipefail
W=${1:?}; mkdir -p "$W/apt/lists/partial" "$W/apt/cache/archives/partial"; cd "$W"
[ -x kube-apiserver ] && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=600 install -y -q --no-install-recommends golang-1.19-go jq rsync make binutils >/dev/null
# The machine's own Debian mirror, with sources.
{ sed -n 's/^Types:.*/Types: deb-src/p; /^Types:/!p' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true; } >apt/debian.sources
APT="apt-get -q -o Dir::Etc::sourcelist=$W/apt/debian.sources -o Dir::Etc::sourceparts=/dev/null -o Dir::State::Lists=$W/apt/lists -o Dir::Cache=$W/apt/cache"
$APT update >/dev/null
$APT --download-only source kubernetes >/dev/null 2>&1
apt-get -q download golang-github-modern-go-reflect2-dev >/dev/null 2>&1 || { apt-get -q update >/dev/null; apt-get -q download golang-github-modern-go-reflect2-dev >/dev/null; }
rm -rf kubernetes-1.20.2; tar xzf kubernetes_*.orig.tar.gz; cd kubernetes-1.20.2
# The vendored reflect2 1.0.1 corrupts memory under Go 1.18 and later, so that a big list ends the server; Debian's 1.0.2 mends it.
R=vendor/github.com/modern-go/reflect2; rm -rf "$W/r2"; dpkg -x "$W"/golang-github-modern-go-reflect2-dev_*.deb "$W/r2"
rm -f $R/*.go $R/*.s; cp "$W"/r2/usr/share/gocode/src/github.com/modern-go/reflect2/*.{go,s} $R/
mkdir -p .go/src/k8s.io; ln -sfn ../../.. .go/src/k8s.io/kubernetes
export GOPATH=$PWD/.go GOCACHE=$W/gocache PATH=/usr/lib/go-1.19/bin:$PATH CGO_ENABLED=0 HOME=$W GOFLAGS=-p=2 GOPROXY=off
nice -n 10 make WHAT=cmd/kube-apiserver >"$W/build.log" 2>&1 || { tail -20 "$W/build.log" >&2; exit 1; }
strip -o "$W/kube-apiserver.new" _output/bin/kube-apiserver
"$W/kube-apiserver.new" --version; mv "$W/kube-apiserver.new" "$W/kube-apiserver"
# What Go keeps is read-only, and where it keeps it is the makefile's choice.
cd "$W"; chmod -R u+w kubernetes-1.20.2; rm -rf kubernetes-1.20.2 gocache r2
