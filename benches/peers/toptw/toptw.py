"""An instance of team orienteering with time windows: read, and solutions judged by its rules alone.

All times are whole ticks of 10**-distance_decimals; distances are Euclidean, rounded down to a tick.
"""
from math import isqrt
from pathlib import Path

COLUMNS = ["id", "x", "y", "service", "score", "open", "close"]


def whole(word, unit):
    """The decimal number in `word` times `unit`, exactly; ValueError if that is not whole."""
    text = word[1:] if word[0] in "+-" else word
    head, _, tail = text.partition(".")
    number, divisor = int((head or "0") + tail) * unit, 10 ** len(tail)
    if number % divisor:
        raise ValueError(f"{word} is finer than 1/{unit}")
    return -(number // divisor) if word[0] == "-" else number // divisor


class Instance:
    def __init__(self, path):
        head, rows = {}, None
        for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
            words = line.split()
            if words == COLUMNS:
                rows = []
            elif rows is None and len(words) == 2:
                head[words[0]] = words[1]
            elif rows is not None and len(words) == len(COLUMNS):
                rows.append(words)
            elif words:
                raise ValueError(f"{path}:{number}: expected {'a key and a value' if rows is None else COLUMNS}")
        self.name, self.family = head["name"], family(head["name"])
        self.unit = unit = 10 ** int(head["distance_decimals"])
        self.tmax = whole(head["tmax"], unit)
        # Coordinates in thousandths: finer than any instance has them.
        self.at = [(whole(r[1], 1000), whole(r[2], 1000)) for r in rows]
        self.service, self.open, self.close = ([whole(r[c], unit) for r in rows] for c in (3, 5, 6))
        self.score = [whole(r[4], 1) for r in rows]
        self.size = len(rows)
        self.travel = [[self.distance(a, b) for b in range(self.size)] for a in range(self.size)]

    def distance(self, a, b):
        dx, dy = self.at[a][0] - self.at[b][0], self.at[a][1] - self.at[b][1]
        return isqrt((dx * dx + dy * dy) * self.unit**2 // 10**6)

    def judge(self, vehicles, routes):
        """The reward of a solution and the list of all that is wrong with it."""
        wrong, seen = [], set()
        if len(routes) > vehicles:
            wrong.append(f"{len(routes)} routes for {vehicles} vehicles")
        for number, route in enumerate(routes):
            here, now = 0, self.open[0]
            for c in route:
                if type(c) is not int or not 0 < c < self.size:
                    wrong.append(f"route {number}: {c!r} is no customer")
                    break
                if c in seen:
                    wrong.append(f"route {number}: {c} is visited before")
                seen.add(c)
                now = max(now + self.travel[here][c], self.open[c])
                if now > self.close[c]:
                    wrong.append(f"route {number}: {c} at {now}, closed since {self.close[c]}")
                now, here = now + self.service[c], c
            else:
                if now + self.travel[here][0] > min(self.tmax, self.close[0]):
                    wrong.append(f"route {number}: back at {now + self.travel[here][0]}, after {self.tmax}")
        return sum(self.score[c] for c in seen), wrong


def family(name):
    """c1, r1, rc1, c2, r2, rc2 or pr."""
    letters = name.rstrip("0123456789")
    return letters if letters == "pr" else letters + name[len(letters)]
