#!/bin/sh
# PySAL's esda, and h3 for who is whose neighbour, from PyPI into target/peers/hotspots.
set -eu
cd "$(dirname "$0")/../../.."
python3 -m venv target/peers/hotspots
target/peers/hotspots/bin/pip install --quiet 'esda==2.7.0' 'libpysal==4.13.0' 'h3==4.3.0'
target/peers/hotspots/bin/pip list 2>/dev/null | grep -E '^(esda|libpysal|h3|numpy|scipy) '
