#!/usr/bin/env python3
"""Footbeat's walking matrix and its peers', the same junctions, one thread pinned to one core, in one run.

    benches/peers/routing/run.py --county C.gpkg [--pbf map.osm.pbf] [--n 200 1000 2000] [--engines footbeat,routingkit,…]

Graph engines are given the county's own streets, so their tables must be the same as Footbeat's to the whole metre,
and are compared cell by cell. OSRM and Valhalla read the map by their own rules; the median difference is told.
"""
import argparse
import csv
import json
import os
import pickle
import random
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "target" / "peers-routing-work"


def ends(blob):
    """First and last position of a GeoPackage line."""
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]
    line = blob[8 + envelope:]
    count = struct.unpack_from("<I", line, 5)[0]
    return struct.unpack_from("<dd", line, 9), struct.unpack_from("<dd", line, 9 + 16 * (count - 1))


def streets(county):
    """The largest connected piece that may be walked: positions of its junctions, and edges in millimetres."""
    rows = sqlite3.connect(f"file:{county}?mode=ro", uri=True).execute(
        "SELECT from_node, to_node, length_m, geom FROM streets WHERE foot = 1"
    )
    place, near = {}, {}
    for a, b, metres, blob in rows:
        place[a], place[b] = ends(blob)
        near.setdefault(a, []).append((b, round(metres * 1000)))
        near.setdefault(b, []).append((a, round(metres * 1000)))
    largest, seen = [], set()
    for start in near:
        if start in seen:
            continue
        piece, todo = [], [start]
        seen.add(start)
        while todo:
            piece.append(todo.pop())
            for b, _ in near[piece[-1]]:
                if b not in seen:
                    seen.add(b)
                    todo.append(b)
        largest = max(largest, piece, key=len)
    number = {node: i for i, node in enumerate(sorted(largest))}
    best = {}
    for a in largest:
        for b, mm in near[a]:
            if a != b:
                key = tuple(sorted((number[a], number[b])))
                best[key] = min(best.get(key, mm), mm)
    return [place[node] for node in sorted(largest)], [(a, b, mm) for (a, b), mm in best.items()]


def watched(command):
    """Runs a command on one core: what it wrote to standard error, its processor seconds, its peak memory in MiB."""
    with tempfile.TemporaryFile("w+") as said:
        pin = lambda: os.sched_setaffinity(0, {0})
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, preexec_fn=pin)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read()
    if process.returncode:
        raise SystemExit(text)
    return text, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def footbeat(args, case, positions):
    """Its own clocks (wall: `matrix` is the hierarchy made and the table filled), the whole process's processor time and
    its peak memory; and the table."""
    points, out = WORK / "points.csv", WORK / "matrix.csv"
    rows = [f"{i},{x!r},{y!r}\n" for i, (x, y) in enumerate(positions)]
    points.write_text("id,lon,lat\n" + "".join(rows))
    best = None
    for _ in range(args.repeat):
        asked = [args.footbeat, "matrix", "--threads", "1", "--county", args.county, "--points", points, "--out", out]
        said, seconds, mib = watched(asked)
        told = {**json.loads(said), "process": seconds, "mib": mib}
        best = told if best is None or told["matrix"] < best["matrix"] else best
    with open(out, newline="") as f:
        table = [[int(c) if c else None for c in row[1:]] for row in list(csv.reader(f))[1:]]
    return best, table


def peer(args, name, case):
    job = WORK / "case.pickle"
    job.write_bytes(pickle.dumps(case))
    code = (
        "import pickle, resource, sys, engines; "
        "case = pickle.load(open(sys.argv[1], 'rb')); "
        "told = engines.ALL[sys.argv[2]](case, int(sys.argv[3])); "
        "peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)); "
        "pickle.dump((*told, case.get('snap'), peak / 1024), open(sys.argv[1] + '.out', 'wb'))"
    )
    environment = dict(os.environ, PYTHONPATH=str(HERE), OMP_NUM_THREADS="1")
    pin = lambda: os.sched_setaffinity(0, {0})
    subprocess.run([args.python, "-c", code, job, name, str(args.repeat)], check=True, env=environment, preexec_fn=pin)
    return pickle.loads(Path(str(job) + ".out").read_bytes())


def compared(ours, theirs):
    """How many cells differ by whole metres, and the median share by which lengths differ."""
    differ, shares = 0, []
    for a, b in zip(ours, theirs):
        for x, y in zip(a, b):
            none = y is None or y != y or y > 1e9
            if x is None or none:
                differ += (x is None) != none
                continue
            differ += x != int(y + 0.5)
            if x:
                shares.append(abs(x - y) / x)
    return differ, statistics.median(shares) if shares else 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--county", required=True)
    parser.add_argument("--pbf", help="the map itself, for OSRM and Valhalla")
    parser.add_argument("--n", type=int, nargs="+", default=[200, 1000, 2000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--engines", default="footbeat,routingkit,igraph,networkit,scipy")
    parser.add_argument("--footbeat", default=str(ROOT / "target" / "release" / "footbeat"))
    parser.add_argument("--python", default=str(ROOT / "target" / "peers-routing" / "bin" / "python"))
    args = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    nodes, edges = streets(args.county)
    print(f"{len(nodes)} junctions, {len(edges)} edges", file=sys.stderr)
    print(
        "| engine | N | ready, s | table, s | snap, µs | peak, MiB | cells that differ | median difference |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|"
    )
    pbf = str(Path(args.pbf).resolve()) if args.pbf else None
    # Some metres off the streets, for those who find streets themselves.
    draw = random.Random(args.seed)
    off = lambda: draw.uniform(-1e-4, 1e-4)
    beside = [(x + off(), y + off()) for x, y in draw.choices(nodes, k=2000)]
    snap = 1e6 * footbeat(args, {}, beside)[0]["snap"] / len(beside)
    for n in args.n:
        places = random.Random(f"{args.seed}/{n}").sample(range(len(nodes)), min(n, len(nodes)))
        case = {"nodes": nodes, "edges": edges, "places": places, "beside": beside, "pbf": pbf, "work": str(WORK)}
        told, ours = footbeat(args, case, [nodes[p] for p in places])
        print(
            f"| footbeat | {n} | {told['load']:.3f} | {told['matrix']:.4f} | {snap:.1f} | {told['mib']:.0f} | | |"
            f" (wall; whole process {told['process']:.2f} s of processor)",
            flush=True,
        )
        for name in [e for e in args.engines.split(",") if e != "footbeat"]:
            ready, seconds, theirs, found, mib = peer(args, name, case)
            differ, share = compared(ours, theirs)
            found = "" if found is None else f"{found:.1f}"
            print(
                f"| {name} | {n} | {ready:.3f} | {seconds:.4f} | {found} | {mib:.0f} | {differ} | {100 * share:.2f} % |",
                flush=True,
            )


if __name__ == "__main__":
    main()
