#!/usr/bin/env bash
# Installs PyTorch for processors and transformers into a virtual environment at $1.
set -euo pipefail
[ -x "$1/bin/python" ] && "$1/bin/python" -c 'import torch, transformers' 2>/dev/null && exit
python3 -m venv "$1" >&2
"$1/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 transformers==5.23.0 pillow numpy >&2
