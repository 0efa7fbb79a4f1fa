#!/bin/sh
# Installs the peers from PyPI into target/peers-routing (a virtual environment), nowhere else. Python 3.12 or newer:
# PYTHON=python3.13 benches/peers/routing/install.sh
set -eu
cd "$(dirname "$0")/../../.."
"${PYTHON:-python3.12}" -m venv target/peers-routing
target/peers-routing/bin/pip install --quiet --disable-pip-version-check --only-binary :all: \
    routingkit-cch==0.1.4 igraph==1.0.0 networkit==11.3 scipy==1.18.1 osrm-bindings==26.10.0 pyvalhalla==3.9.1 osmium==4.3.2
target/peers-routing/bin/python -c 'import igraph, networkit, routingkit_cch, scipy; print("peers are ready in target/peers-routing")'
