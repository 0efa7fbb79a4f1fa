#!/usr/bin/env python3
"""Footbeat's walking matrix and its peers', the same junctions, one thread pinned to one core, in one run.

    benches/peers/routing/run.py --county C.gpkg [--pbf map.osm.pbf] [--n 200 1000 2000] [--engines footbeat,routingkit,…]

Graph engines are given the county's own streets, so their tables must be the same as Footbeat's to the whole metre,
and are compared cell by cell. OSRM reads the map by its own rules; the median difference is told.
"""
import argparse
import csv
import json
import os
import pickle
import random
import resource
import sqlite3
import statistics
import struct
import subprocess
import sys
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


def pinned(command):
    return subprocess.run(command, check=True, capture_output=True, text=True, preexec_fn=lambda: os.sched_setaffinity(0, {0}))


def footbeat(args, case):
    """Its own clocks (wall: `matrix` is the hierarchy made and the table filled) and the whole process's processor time."""
    points, out = WORK / "points.csv", WORK / "matrix.csv"
    rows = [f"{i},{case['nodes'][p][0]!r},{case['nodes'][p][1]!r}\n" for i, p in enumerate(case["places"])]
    points.write_text("id,lon,lat\n" + "".join(rows))
    best = None
    for _ in range(args.repeat):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = pinned([args.footbeat, "matrix", "--threads", "1", "--county", args.county, "--points", points, "--out", out])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = json.loads(done.stderr)
        told["process"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = told if best is None or told["matrix"] < best["matrix"] else best
    with open(out, newline="") as f:
        table = [[int(c) if c else None for c in row[1:]] for row in list(csv.reader(f))[1:]]
    return best, table


def peer(args, name, case):
    job = WORK / "case.pickle"
    job.write_bytes(pickle.dumps(case))
    code = (
        "import pickle, sys, engines; "
        "case = pickle.load(open(sys.argv[1], 'rb')); "
        "pickle.dump(engines.ALL[sys.argv[2]](case, int(sys.argv[3])), open(sys.argv[1] + '.out', 'wb'))"
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
    parser.add_argument("--pbf", help="the map itself, for OSRM")
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
    print("| engine | N | ready, s | table, s | cells that differ | median difference |\n|---|---:|---:|---:|---:|---:|")
    pbf = str(Path(args.pbf).resolve()) if args.pbf else None
    for n in args.n:
        places = random.Random(f"{args.seed}/{n}").sample(range(len(nodes)), min(n, len(nodes)))
        case = {"nodes": nodes, "edges": edges, "places": places, "pbf": pbf, "work": str(WORK)}
        told, ours = footbeat(args, case)
        print(
            f"| footbeat | {n} | {told['load']:.3f} | {told['matrix']:.4f} | | |"
            f" (wall; whole process {told['process']:.2f} s of processor)",
            flush=True,
        )
        for name in [e for e in args.engines.split(",") if e != "footbeat"]:
            ready, seconds, theirs = peer(args, name, case)
            differ, share = compared(ours, theirs)
            print(f"| {name} | {n} | {ready:.3f} | {seconds:.4f} | {differ} | {100 * share:.2f} % |", flush=True)


if __name__ == "__main__":
    main()
