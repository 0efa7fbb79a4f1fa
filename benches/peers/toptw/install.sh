#!/bin/sh
# Installs the peers from PyPI into target/peers (a virtual environment), nowhere else.
set -eu
cd "$(dirname "$0")/../../.."
python3 -m venv target/peers
target/peers/bin/pip install --quiet --disable-pip-version-check \
    pyvrp==0.14.1 ortools==9.15.6755 pyvroom==1.15.2
target/peers/bin/python -c 'import ortools, pyvrp, vroom; print("peers are ready in target/peers")'
