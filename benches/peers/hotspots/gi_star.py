#!/usr/bin/env python3
"""Gi* of footbeat beside that of PySAL's esda, on the same hexagons and weights.

    benches/peers/hotspots/install.sh
    target/peers/hotspots/bin/python benches/peers/hotspots/gi_star.py --county C.gpkg [--footbeat target/release/footbeat]
                                                                       [--until YYYY-MM] [--harm count]

Runs `footbeat hotspots --hexagons`, reads cells and weights back, takes neighbours from h3 (ring 1, binary, the cell
itself included), and prints the largest difference of z, of one-sided p, and of what stands after Benjamini and
Hochberg at q < 0.05. Exit status 1 if z or p differ by more than 1e-6 or any hexagon is judged otherwise.
"""
import argparse
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import h3
import numpy as np
from esda.getisord import G_Local
from libpysal.weights import W

warnings.filterwarnings("ignore")


def ours(args):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "hexagons.geojson"
        command = [args.footbeat, "hotspots", "--county", args.county, "--hexagons", str(out), "--harm", args.harm]
        if args.until:
            command += ["--until", args.until]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return [f["properties"] for f in json.loads(out.read_text())["features"]]


def stands(p, q=0.05):
    """Benjamini and Hochberg 1995: everything up to the last rank k with p(k) <= q k / n."""
    order = np.argsort(p, kind="stable")
    passed = np.flatnonzero(p[order] <= q * np.arange(1, len(p) + 1) / len(p))
    out = np.zeros(len(p), bool)
    if len(passed):
        out[order[: passed[-1] + 1]] = True
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--county", required=True)
    ap.add_argument("--footbeat", default="target/release/footbeat")
    ap.add_argument("--until")
    ap.add_argument("--harm", default="patrol")
    args = ap.parse_args()
    rows = ours(args)
    cells = [r["h3"] for r in rows]
    there = set(cells)
    near = {c: sorted(n for n in h3.grid_disk(c, 1) if n in there and n != c) for c in cells}
    w = W(near, id_order=cells, silence_warnings=True)
    y = np.array([r["weight"] for r in rows])
    g = G_Local(y, w, transform="B", star=True, permutations=0)
    z = np.asarray(g.Zs, float)
    p = np.where(z >= 0, g.p_norm, 1 - np.asarray(g.p_norm, float))
    mine = {k: np.array([r[k] for r in rows], float) for k in ("gi_z", "gi_p", "significant")}
    dz, dp = np.abs(z - mine["gi_z"]).max(), np.abs(p - mine["gi_p"]).max()
    other = int((stands(p) != mine["significant"].astype(bool)).sum())
    print(f"{len(rows)} hexagons, {int((y > 0).sum())} with harm, {int(mine['significant'].sum())} significant")
    print(f"largest difference to esda: z {dz:.2e}, p {dp:.2e}; judged otherwise: {other}")
    sys.exit(int(dz > 1e-6 or dp > 1e-6 or other > 0))


if __name__ == "__main__":
    main()
