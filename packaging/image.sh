#!/usr/bin/env bash
# `make image`: the image of the Containerfile, as mioboe:latest, where no base image can be pulled. Both bases are made
# of Debian packages by mmdebstrap, for the architecture of this computer; buildah does the rest. Run it as root, or in
# `buildah unshare`. BASES is a folder in which the bases stay for the next time.
set -euo pipefail
cd "$(dirname "$0")/.."
suite=${SUITE:-trixie}
bases=${BASES:-build/image}
mkdir -p "$bases"

base() {  # NAME PACKAGES
    ! buildah inspect --type image "localhost/mioboe-base-$1" > /dev/null 2>&1 || return 0
    [ -e "$bases/$1.tar" ] || mmdebstrap --variant=minbase --include="$2" "$suite" "$bases/$1.tar"
    container=$(buildah from scratch)
    buildah add -q "$container" "$bases/$1.tar" / > /dev/null
    buildah commit -q --rm "$container" "localhost/mioboe-base-$1" > /dev/null
}

base build python3-venv,ca-certificates,git
base run python3,ca-certificates
# Certificates and package indexes of this computer, where it has its own; nothing of them gets into the image.
extra=(--ulimit "nofile=$(ulimit -Hn):$(ulimit -Hn)" --ulimit "nproc=$(ulimit -Hu):$(ulimit -Hu)")
for file in /etc/ssl/certs/ca-certificates.crt /etc/pip.conf /etc/xdg/pip; do
    [ ! -e "$file" ] || extra+=(--volume "$file:$file:ro")
done
[ -z "${PIP_FIND_LINKS:-}" ] || extra+=(--volume "$PIP_FIND_LINKS:$PIP_FIND_LINKS:ro")
buildah build --format docker --layers --isolation "${ISOLATION:-chroot}" --network host "${extra[@]}" \
    --build-arg BUILD_BASE=localhost/mioboe-base-build --build-arg BASE=localhost/mioboe-base-run \
    --file Containerfile --tag mioboe:latest .
buildah images --format '{{.Name}}:{{.Tag}} {{.Size}}' localhost/mioboe
