#!/usr/bin/env python3
"""By which tags OSRM's ways on foot differ from Footbeat's: run it after `run.py --engines osrm` on the same map.

    target/peers-routing/bin/python benches/peers/routing/explain.py --county C.gpkg --pbf map.osm.pbf [--pairs 400]

For pairs of junctions: the lengths of both, and on which ways OSRM walks that Footbeat does not. Wants osmium from PyPI.
"""
import argparse
import random
import sqlite3
import statistics
from collections import Counter

import osmium
import osrm

import run


def ways_of(pbf):
    """For each two neighbouring nodes the way that joins them, and the tags of each way."""
    joins, tags = {}, {}
    for way in osmium.FileProcessor(pbf).with_filter(osmium.filter.KeyFilter("highway")):
        if way.is_way():
            tags[way.id] = {t.k: t.v for t in way.tags}
            nodes = [n.ref for n in way.nodes]
            for a, b in zip(nodes, nodes[1:]):
                joins[a, b] = joins[b, a] = way.id
    return joins, tags


def reason(tags):
    """The tags of a way that decide who may walk it."""
    keys = ["highway", "foot", "access", "sidewalk", "maxspeed", "motorroad"]
    return " ".join(f"{k}={tags[k]}" for k in keys if k in tags)


def spread(shares):
    if not shares:
        return "none"
    shares = sorted(shares)
    return f"{len(shares)} pairs, median {100 * statistics.median(shares):.2f} %, 95th of 100 {100 * shares[int(len(shares) * 0.95)]:.1f} %"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--county", required=True)
    parser.add_argument("--pbf", required=True)
    parser.add_argument("--pairs", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--footbeat", default=str(run.ROOT / "target" / "release" / "footbeat"))
    args = parser.parse_args()
    args.repeat = 1
    nodes, _ = run.streets(args.county)
    places = [nodes[i] for i in random.Random(args.seed).sample(range(len(nodes)), min(2 * args.pairs, len(nodes)))]
    _, table = run.footbeat(args, {}, places)
    sql = "SELECT DISTINCT osm_way FROM streets WHERE foot = 1"
    walked = {w for (w,) in sqlite3.connect(f"file:{args.county}?mode=ro", uri=True).execute(sql)}
    joins, tags = ways_of(args.pbf)
    router = osrm.OSRM(
        algorithm="CH", storage_config=str(run.WORK / "osrm" / "map.osrm"), use_shared_memory=False
    )
    same, other, why = [], [], Counter()
    for i in range(0, len(places) - 1, 2):
        ours = table[i][i + 1]
        asked = osrm.RouteParameters(coordinates=[places[i], places[i + 1]], annotations=["nodes"], steps=False)
        route = router.Route(asked)["routes"][0]
        if not ours:
            continue
        share = abs(ours - route["distance"]) / ours
        on = [n for leg in route["legs"] for n in leg["annotation"]["nodes"]]
        ways = {joins.get((a, b)) for a, b in zip(on, on[1:])} - {None}
        barred = ways - walked
        (other if barred else same).append(share)
        if barred:
            why.update({reason(tags[w]) for w in barred})
    print("OSRM keeps to ways that are walked here:", spread(same))
    print("OSRM also takes others:", spread(other))
    for tag, pairs in why.most_common(12):
        print(f"{pairs:6} {tag}")


if __name__ == "__main__":
    main()
