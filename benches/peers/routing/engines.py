"""One function for each peer: it is given a graph in whole millimetres (or a map) and the places, times its own table,
and hands the table back in metres. `timed` gives processor seconds, the best of some runs. Engines that read a map also
find the streets of `case["beside"]`, places some metres off the streets; microseconds a place go into `case["snap"]`."""
import json
import os
import shutil
import subprocess
import time
from pathlib import Path


def timed(work, repeat):
    best, result = float("inf"), None
    for _ in range(repeat):
        result = None
        begun = time.process_time()
        result = work()
        best = min(best, time.process_time() - begun)
    return best, result


def routingkit(case, repeat):
    import routingkit_cch as rk

    tail = [a for a, b, _ in case["edges"]] + [b for a, b, _ in case["edges"]]
    head = [b for a, b, _ in case["edges"]] + [a for a, b, _ in case["edges"]]
    weight = [mm for _, _, mm in case["edges"]] * 2
    lat, lon = [y for _, y in case["nodes"]], [x for x, _ in case["nodes"]]
    begun = time.process_time()
    order = rk.compute_order_inertial(len(lat), tail, head, lat, lon)
    hierarchy = rk.CCH(order, tail, head, False)
    metric = rk.CCHMetric(hierarchy, weight)
    ready = time.process_time() - begun

    def table():
        ask = rk.CCHOneToMany(metric, case["places"])
        return [ask.distances_from(p) for p in case["places"]]

    seconds, rows = timed(table, repeat)
    return ready, seconds, [[None if mm is None else mm / 1000 for mm in row] for row in rows]


def igraph(case, repeat):
    import igraph as ig

    begun = time.process_time()
    graph = ig.Graph(n=len(case["nodes"]), edges=[(a, b) for a, b, _ in case["edges"]])
    weight = [mm for _, _, mm in case["edges"]]
    ready = time.process_time() - begun
    seconds, rows = timed(lambda: graph.distances(case["places"], case["places"], weights=weight), repeat)
    return ready, seconds, [[mm / 1000 for mm in row] for row in rows]


def networkit(case, repeat):
    import networkit as nk

    nk.setNumberOfThreads(1)
    begun = time.process_time()
    graph = nk.Graph(len(case["nodes"]), weighted=True)
    for a, b, mm in case["edges"]:
        graph.addEdge(a, b, mm)
    ready = time.process_time() - begun

    def table():
        search = nk.distance.SPSP(graph, case["places"], case["places"])
        search.run()
        return search.getDistances()

    seconds, rows = timed(table, repeat)
    return ready, seconds, [[mm / 1000 for mm in row] for row in rows]


def scipy(case, repeat):
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    begun = time.process_time()
    edges = np.array(case["edges"])
    size = (len(case["nodes"]),) * 2
    graph = csr_matrix((edges[:, 2].astype(float), (edges[:, 0], edges[:, 1])), shape=size)
    ready = time.process_time() - begun
    places = case["places"]
    seconds, rows = timed(lambda: dijkstra(graph, directed=False, indices=places)[:, places], repeat)
    return ready, seconds, (rows / 1000).tolist()


def osrm(case, repeat):
    import osrm as binding

    if not case["pbf"]:
        raise SystemExit("osrm reads a map itself: give --pbf")
    home = Path(binding.__file__).parent
    folder = Path(case["work"]) / "osrm"
    base = folder / "map.osrm"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    before = os.times()
    steps = [
        ["osrm-extract", "-p", str(home / "share/profiles/foot.lua"), "-t", "1", case["pbf"], "-o", str(base)],
        ["osrm-contract", "-t", "1", str(base)],
    ]
    for step in steps:
        subprocess.run([str(home / "bin" / step[0]), *step[1:]], check=True, capture_output=True)
    after = os.times()
    ready = after.children_user + after.children_system - before.children_user - before.children_system
    router = binding.OSRM(
        algorithm="CH", storage_config=str(base), use_shared_memory=False, max_locations_distance_table=100_000
    )
    places = [tuple(case["nodes"][p]) for p in case["places"]]

    def table(what):
        return router.Table(binding.TableParameters(coordinates=places, annotations=what))

    def nearest():
        for place in case["beside"]:
            router.Nearest(binding.NearestParameters(coordinates=[place]))

    case["snap"] = 1e6 * timed(nearest, repeat)[0] / max(1, len(case["beside"]))
    # Its table of durations is the quicker one, and is what is timed; lengths are for the comparison.
    seconds, _ = timed(lambda: table(["duration"]), repeat)
    rows = table(["duration", "distance"])["distances"]
    return ready, seconds, [[rows[i][j] for j in range(len(places))] for i in range(len(places))]


def valhalla(case, repeat):
    import valhalla as binding

    if not case["pbf"]:
        raise SystemExit("valhalla reads a map itself: give --pbf")
    folder = Path(case["work"]) / "valhalla"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "tiles").mkdir(parents=True)
    config = binding.get_config(tile_dir=str(folder / "tiles"), tile_extract="")
    config["mjolnir"]["concurrency"] = 1
    config["mjolnir"]["logging"] = config["thor"]["logging"] = config["loki"]["logging"] = {"type": "", "color": False}
    config["thor"]["source_to_target_algorithm"] = "timedistancematrix"
    most = {"max_matrix_distance": 10_000_000, "max_matrix_location_pairs": 100_000_000, "max_locations": 100_000}
    config["service_limits"]["pedestrian"].update(most)
    written = folder / "config.json"
    written.write_text(json.dumps(config))
    before = os.times()
    build = Path(binding.__file__).parent / "bin" / "valhalla_build_tiles"
    subprocess.run([str(build), "-c", str(written), case["pbf"]], check=True, capture_output=True)
    after = os.times()
    ready = after.children_user + after.children_system - before.children_user - before.children_system
    actor = binding.Actor(str(written))
    asked = lambda places: [{"lon": x, "lat": y} for x, y in places]
    beside = json.dumps({"locations": asked(case["beside"]), "costing": "pedestrian", "verbose": False})
    try:
        case["snap"] = 1e6 * timed(lambda: actor.locate(beside), repeat)[0] / max(1, len(case["beside"]))
    except RuntimeError:
        case["snap"] = None
    places = asked(tuple(case["nodes"][p]) for p in case["places"])
    request = {"sources": places, "targets": places, "costing": "pedestrian", "verbose": False, "units": "kilometers"}
    # A table of this engine takes minutes: once is enough.
    seconds, told = timed(lambda: actor.matrix(json.dumps(request)), 1)
    rows = json.loads(told)["sources_to_targets"]["distances"]
    return ready, seconds, [[None if km is None else km * 1000 for km in row] for row in rows]


ALL = {
    "routingkit": routingkit,
    "igraph": igraph,
    "networkit": networkit,
    "scipy": scipy,
    "osrm": osrm,
    "valhalla": valhalla,
}
