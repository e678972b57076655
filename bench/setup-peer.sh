#!/usr/bin/env bash
# Installs invoice2data 1.0.1 into a virtual environment at $1, and pdftotext, which it reads pages with.
set -euo pipefail
command -v pdftotext >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends poppler-utils; } >&2
[ -x "$1/bin/invoice2data" ] && exit
python3 -m venv "$1" >&2
"$1/bin/pip" install --quiet --disable-pip-version-check invoice2data==1.0.1 >&2
