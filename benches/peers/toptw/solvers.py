"""One run of one peer, in a process of its own: `solvers.py SOLVER INSTANCE VEHICLES SECONDS SEED`, routes as JSON.

Seconds are of the processor, on one thread. What each peer maximises: the sum of scores first, as closely as it can.
"""
import json
import sys
import time
from datetime import timedelta

from toptw import Instance


def pyvrp(i, vehicles, seconds, seed):
    """Optional clients. It minimises distance plus prizes left, so a point of score is made dearer than any detour."""
    from pyvrp import Model

    model = Model()
    spots = [model.add_location(x, y) for x, y in i.at]
    depot = model.add_depot(spots[0], tw_early=i.open[0], tw_late=i.tmax)
    for c in range(1, i.size):
        model.add_client(spots[c], prize=1000 * i.unit * i.score[c], required=False, name=str(c),
                         service_duration=i.service[c], tw_early=i.open[c], tw_late=i.close[c])
    model.add_vehicle_type(vehicles, start_depot=depot, end_depot=depot, tw_early=i.open[0], tw_late=i.tmax)
    for a, row in enumerate(i.travel):
        for b, ticks in enumerate(row):
            if a != b:
                model.add_edge(spots[a], spots[b], distance=ticks, duration=ticks)
    end = time.process_time() + seconds
    found = model.solve(lambda _best: time.process_time() >= end, seed=seed, collect_stats=False, display=False)
    if not found.is_feasible():
        return []
    names = [client.name for client in model.data().clients()]
    return [[int(names[v.idx]) for v in r.schedule() if v.is_client()] for r in found.best.routes()]


def wall(seconds):
    """Wall time in which this process is likely to get so many seconds of a processor that it may have to share."""
    began, used = time.perf_counter(), time.process_time()
    while time.perf_counter() < began + 0.2:
        pass
    return seconds * (time.perf_counter() - began) / max(time.process_time() - used, 1e-3)


def ortools(i, vehicles, seconds, _seed):
    """A disjunction a customer whose penalty is its score; guided local search on distance. It knows wall time only."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    places = pywrapcp.RoutingIndexManager(i.size, vehicles, 0)
    model = pywrapcp.RoutingModel(places)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(i.travel))
    moves = [[ticks + i.service[a] for ticks in row] for a, row in enumerate(i.travel)]
    model.AddDimension(model.RegisterTransitMatrix(moves), i.tmax, i.tmax, False, "clock")
    clock = model.GetDimensionOrDie("clock")
    for c in range(1, i.size):
        index, latest = places.NodeToIndex(c), min(i.close[c], i.tmax)
        model.AddDisjunction([index], 10 * i.unit * i.score[c])
        if i.open[c] <= latest:
            clock.CumulVar(index).SetRange(i.open[c], latest)
        else:
            model.solver().Add(model.ActiveVar(index) == 0)
    how = pywrapcp.DefaultRoutingSearchParameters()
    how.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.SAVINGS
    how.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    how.time_limit.FromMilliseconds(int(1000 * wall(seconds)))
    plan = model.SolveWithParameters(how)
    routes = []
    for v in range(vehicles if plan else 0):
        at, route = plan.Value(model.NextVar(model.Start(v))), []
        while not model.IsEnd(at):
            route.append(places.IndexToNode(at))
            at = plan.Value(model.NextVar(at))
        routes.append(route)
    return routes


def vroom(i, vehicles, seconds, _seed):
    """Priorities are scores; it stops by itself, mostly early. It knows wall time only, and takes no seed."""
    import numpy
    import vroom as v

    problem = v.Input()
    problem.set_durations_matrix(profile="car", matrix_input=numpy.array(i.travel, dtype=numpy.uint32))
    for k in range(vehicles):
        problem.add_vehicle(v.Vehicle(k, start=0, end=0, time_window=v.TimeWindow(i.open[0], i.tmax)))
    for c in range(1, i.size):
        problem.add_job(v.Job(id=c, location=c, default_service=i.service[c], priority=i.score[c],
                              time_windows=[v.TimeWindow(i.open[c], i.close[c])]))
    plan = problem.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=wall(seconds)))
    routes = {}
    for row in plan.routes.sort_values(["vehicle_id", "arrival"], kind="stable").itertuples():
        if row.type == "job":
            routes.setdefault(row.vehicle_id, []).append(int(row.id))
    return list(routes.values())


SOLVERS = {"pyvrp": pyvrp, "ortools": ortools, "vroom": vroom}

if __name__ == "__main__":
    solver, path, vehicles, seconds, seed = sys.argv[1:]
    print(json.dumps(SOLVERS[solver](Instance(path), int(vehicles), float(seconds), int(seed))))
