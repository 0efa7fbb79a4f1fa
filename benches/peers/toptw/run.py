#!/usr/bin/env python3
"""Footbeat and its peers on the TOPTW benchmark, one after another on one thread; every plan is judged before it counts.

    python3 benches/peers/toptw/run.py --data DIR --seconds 1 --solvers footbeat,pyvrp,ortools,vroom

Rows are added to the file of results one by one; a run that was cut off goes on where it stopped.
"""
import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from toptw import Instance, family

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
FIELDS = ["solver", "seconds", "seed", "instance", "vehicles", "reward", "bks", "gap_percent", "cpu", "wrong"]
FAMILIES = ["c1", "r1", "rc1", "c2", "r2", "rc2", "pr"]
# Some of each family and each number of vehicles.
SAMPLE = ("c101/2 c105/4 r101/3 r105/1 r109/2 r109/4 rc101/4 rc105/3 c203/1 c203/2 r205/1 r205/2 rc205/2 pr03/1 pr03/4 "
          "pr07/2 pr07/3")


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with instances/ and best-known.csv")
    parser.add_argument("--solvers", default="footbeat,pyvrp,ortools,vroom")
    parser.add_argument("--cases", default="all", help="all, sample, or a list as 'c101/2 pr03/4'")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, default=ROOT / "target" / "peers-toptw.csv")
    parser.add_argument("--python", type=Path, default=ROOT / "target" / "peers" / "bin" / "python")
    return parser.parse_args()


def best_known(folder):
    with (folder / "best-known.csv").open(encoding="utf-8") as lines:
        return {(r["instance"], int(r["vehicles"])): int(r["bks"]) for r in csv.DictReader(lines)}


def bench():
    """The program of `cargo bench --bench toptw`, built once, so that cargo's own time is not counted."""
    built = subprocess.run(["cargo", "bench", "--locked", "--bench", "toptw", "--no-run", "--message-format=json"],
                           cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    for line in built.stdout.splitlines():
        message = json.loads(line) if line.startswith("{") else {}
        if message.get("executable") and message.get("target", {}).get("name") == "toptw":
            return message["executable"]
    sys.exit("cargo bench --bench toptw cannot be built here; leave footbeat out of --solvers")


def routes(solver, program, path, vehicles, o):
    """Routes of one run, and the processor seconds of its process, its start and reading included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    if solver == "footbeat":
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "solution.json"
            subprocess.run([program, "--instance", path, "--vehicles", str(vehicles), "--seconds", str(o.seconds),
                            "--threads", "1", "--seed", str(o.seed), "--solution", out],
                           stdout=subprocess.DEVNULL, check=True)
            found = json.loads(out.read_text(encoding="utf-8"))["routes"]
    else:
        run = subprocess.run([program, HERE / "solvers.py", solver, path, str(vehicles), str(o.seconds), str(o.seed)],
                             stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(run.stdout.splitlines()[-1])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def key(row):
    return row["solver"], float(row["seconds"]), int(row["seed"]), row["instance"], int(row["vehicles"])


def read(path):
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def main():
    o = options()
    bks = best_known(o.data)
    wanted = {"all": sorted(bks), "sample": cases(SAMPLE)}.get(o.cases) or cases(o.cases)
    wanted = [c for c in wanted if (o.data / "instances" / f"{c[0]}.txt").exists()]
    solvers = o.solvers.split(",")
    programs = {s: bench() if s == "footbeat" else str(o.python) for s in solvers}
    rows = {key(r): r for r in read(o.results)}
    o.results.parent.mkdir(parents=True, exist_ok=True)
    with o.results.open("a", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, FIELDS)
        if not rows:
            out.writeheader()
        for name, vehicles in wanted:
            path = o.data / "instances" / f"{name}.txt"
            instance = Instance(path)
            for solver in solvers:
                if (solver, o.seconds, o.seed, name, vehicles) in rows:
                    continue
                found, cpu = routes(solver, programs[solver], path, vehicles, o)
                reward, wrong = instance.judge(vehicles, found)
                best = bks[name, vehicles]
                row = dict(zip(FIELDS, [solver, o.seconds, o.seed, name, vehicles, reward, best,
                                        f"{100 * (best - reward) / best:.3f}", f"{cpu:.2f}", "; ".join(wrong)]))
                rows[key(row)] = row
                out.writerow(row)
                file.flush()
                print(*row.values(), file=sys.stderr, flush=True)
    report([rows[k] for s in solvers for c in wanted if (k := (s, o.seconds, o.seed, *c)) in rows], solvers)


def cases(text):
    return [(name, int(m)) for name, m in (c.split("/") for c in text.split())]


def report(rows, solvers):
    """Mean gap to best known by family, as a table; plans that break a rule count as nothing planned."""
    head = FAMILIES + ["all"]
    print("| solver | " + " | ".join(head) + " | at best known | mean CPU s |")
    print("|---" * (len(head) + 3) + "|")
    for s in solvers:
        mine = [r for r in rows if r["solver"] == s]
        if not mine:
            continue
        gap = lambda r: 100.0 if r["wrong"] else float(r["gap_percent"])
        cells = []
        for f in head:
            gaps = [gap(r) for r in mine if f in ("all", family(r["instance"]))]
            cells.append(f"{sum(gaps) / len(gaps):.2f} %" if gaps else "–")
        at = sum(gap(r) <= 0 for r in mine)
        cpu = sum(float(r["cpu"]) for r in mine) / len(mine)
        print(f"| {s} | " + " | ".join(cells) + f" | {at} of {len(mine)} | {cpu:.2f} |")
    broken = [r for r in rows if r["wrong"]]
    for r in broken:
        print(f"{r['solver']} {r['instance']} m = {r['vehicles']}: {r['wrong']}")


if __name__ == "__main__":
    main()
