#!/usr/bin/env bash
# Installs what the MaxSim kernels are measured against into the folder $1: LanceDB from npm, and fast-plaid and numpy
# (which brings OpenBLAS) into a virtual environment. fast-plaid needs PyTorch, some gigabytes of it.
set -euo pipefail
mkdir -p "$1/lance"
[ -d "$1/lance/node_modules/@lancedb/lancedb" ] ||
  npm install --prefix "$1/lance" --ignore-scripts --no-audit --no-fund --loglevel error \
    @lancedb/lancedb@0.37.1 apache-arrow@18.1.0 >&2
[ -f "$1/plaid/ready" ] && exit
python3 -m venv "$1/plaid" >&2
"$1/plaid/bin/pip" install --quiet --disable-pip-version-check numpy fast-plaid==1.7.0.2110 >&2
touch "$1/plaid/ready"
