#!/usr/bin/env python3
"""Draws docs/walk-shortest.svg and docs/walk-visible.svg: ways that `footbeat route` finds, over the county's streets.

    cargo build --release && python3 scripts/draw-walks.py

The county is the made-up one of `footbeat synth`, with rosters and visits round today, kept in target/walks. Nothing but
Python's own library is needed.
"""
import argparse
import datetime
import json
import math
import os
import sqlite3
import struct
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "walks"
WIDE, HIGH = 960, 860
STREET, LIVED, SHORTEST, VISIBLE, INK, PAPER = "#c9ced6", "#e9b949", "#1d4f91", "#b3261e", "#1f2933", "#fbfbf9"


def run(*command):
    return subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True).stdout


def county(footbeat):
    """The made-up county with its tables, as of today."""
    made, file = WORK / "county", WORK / "county.gpkg"
    today = datetime.date.today().isoformat()
    WORK.mkdir(parents=True, exist_ok=True)
    run(footbeat, "synth", "--out", made, "--date", today)
    file.unlink(missing_ok=True)
    tables = "schemes funders posts bases officers shifts assets visits population".split()
    asked = [part for name in tables for part in (f"--{name}", made / f"{name}.csv")]
    areas = {"osm": "streets.osm", "wards": "wards.geojson", "parishes": "parishes.geojson", "lsoas": "lsoa.geojson"}
    asked += [part for name, path in areas.items() for part in (f"--{name}", made / path)]
    run(footbeat, "import", "--county", file, *asked, "--no-analysis", "--quiet")
    return file


def positions(blob):
    """The positions of a GeoPackage geometry: a line, or a point as a line of one."""
    start = 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]
    if struct.unpack_from("<I", blob, start + 1)[0] == 1:
        return [struct.unpack_from("<dd", blob, start + 5)]
    count = struct.unpack_from("<I", blob, start + 5)[0]
    flat = struct.unpack_from(f"<{2 * count}d", blob, start + 9)
    return list(zip(flat[::2], flat[1::2]))


def place(db, name):
    return positions(db.execute("SELECT geom FROM assets WHERE name = ?", [name]).fetchone()[0])[0]


def scale_of(lines):
    """A function from longitude and latitude to the picture, and how many pixels a metre has."""
    west, east = (pick(x for line in lines for x, _ in line) for pick in (min, max))
    south, north = (pick(y for line in lines for _, y in line) for pick in (min, max))
    metre = 111_320 * math.cos(math.radians((south + north) / 2))
    pixels = min((WIDE - 200) / ((east - west) * metre), (HIGH - 280) / ((north - south) * 111_132))
    cx, cy = (west + east) / 2, (south + north) / 2

    def at(p):
        return WIDE / 2 + (p[0] - cx) * metre * pixels, HIGH / 2 + 50 - (p[1] - cy) * 111_132 * pixels

    return at, pixels


def path(points, colour, width, extra=""):
    d = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round" stroke-linecap="round"{extra}/>'


def text(x, y, words, size=16, anchor="start", weight=400, halo=True):
    edge = f' stroke="{PAPER}" stroke-width="4" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" fill="{INK}"'
        f"{edge}>{escape(words)}</text>"
    )


def told(ways):
    """The kind of each way, and what the legend says of it."""
    for way in ways:
        p = way["properties"]
        words = f"{p['kind']}: {p['metres']:,} m, {round(p['seconds'] / 60)} min"
        if "won" in p:
            words += f", passes {round(p['won']):,} residents not seen for 28 days"
        yield p["kind"], words


def style(kind, both):
    """Colour, width and dashes of a way."""
    if kind == "visible":
        return VISIBLE, 6, ""
    return (SHORTEST, 4, ' stroke-dasharray="2 9"') if both else (SHORTEST, 6, "")


def draw(db, ways, title, ends, out):
    lines = [way["geometry"]["coordinates"] for way in ways]
    at, pixels = scale_of(lines)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}" '
        f'font-family="system-ui, sans-serif" role="img" aria-label="{escape(title)}">',
        f'<rect width="{WIDE}" height="{HIGH}" fill="{PAPER}"/>',
    ]
    lived, plain = [], []
    for residents, blob in db.execute("SELECT residents, geom FROM streets WHERE foot = 1 ORDER BY id"):
        line = [at(p) for p in positions(blob)]
        if any(-20 < x < WIDE + 20 and 90 < y < HIGH + 20 for x, y in line):
            plain.append(path(line, STREET, 2))
            if residents >= 1:
                lived.append(path(line, LIVED, round(2 + min(residents, 200) / 25, 1), ' stroke-opacity="0.55"'))
    parts += lived + plain
    both = len(ways) > 1
    # With two ways the shortest is dotted and lies on top, so that both show where they are one.
    for way, line in sorted(zip(ways, lines), key=lambda w: w[0]["properties"]["kind"] == "shortest"):
        parts.append(path([at(p) for p in line], *style(way["properties"]["kind"], both)))
    for name, here, on in zip(ends, (lines[0][0], lines[0][-1]), (lines[0][1], lines[0][-2])):
        (x, y), (_, ahead) = at(here), at(on)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{PAPER}" stroke="{INK}" stroke-width="3"/>')
        # Above or below its place, where the walk does not go, and wholly on the sheet.
        half = 5.2 * len(name) + 2
        parts.append(text(min(max(x, half), WIDE - half), y + (-18 if ahead > y else 32), name, 17, "middle", 600))
    # The head with title and legend, the foot with a scale bar.
    rows = list(told(ways))
    parts.append(f'<rect width="{WIDE}" height="{78 + 26 * len(rows)}" fill="{PAPER}"/>')
    parts.append(text(24, 38, title, 22, weight=650))
    for i, (kind, words) in enumerate(rows):
        y = 66 + 26 * i
        parts.append(path([(26, y), (70, y)], *style(kind, both)))
        parts.append(text(84, y + 6, words))
    y = 66 + 26 * len(rows)
    parts.append(path([(26, y), (70, y)], LIVED, 9, ' stroke-opacity="0.55"'))
    parts.append(text(84, y + 6, "streets where people live, the broader the more; grey: other ways on foot"))
    bar = next(m for m in (1000, 500, 250, 200, 100) if m * pixels < 260)
    y = HIGH - 26
    parts.append(f'<rect x="14" y="{y - 34}" width="{bar * pixels + 30:.0f}" height="50" fill="{PAPER}" fill-opacity="0.9"/>')
    parts.append(path([(26, y - 7), (26, y), (26 + bar * pixels, y), (26 + bar * pixels, y - 7)], INK, 2))
    parts.append(text(26 + bar * pixels / 2, y - 12, f"{bar} m", 15, "middle"))
    parts.append(text(WIDE - 20, HIGH - 20, "a made-up county, footbeat synth --seed 1", 13, "end"))
    out.write_text("\n".join(parts) + "\n</svg>\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    parser.add_argument("--footbeat", default=target / "release" / "footbeat")
    args = parser.parse_args()
    file = county(args.footbeat)
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    pictures = [
        ("walk-shortest.svg", "The shortest way on foot", "Alderton Police Station", "Greenways Leisure Centre", []),
        ("walk-visible.svg", "A visible walk, at most 15 % longer", "Alderton Police Station", "Greenways Leisure Centre", ["--visible", "0.15"]),
    ]
    for name, title, start, end, more in pictures:
        ends = [",".join(f"{v:.7f}" for v in place(db, which)) for which in (start, end)]
        found = WORK / "route.geojson"
        print(run(args.footbeat, "route", "--county", file, "--from", ends[0], "--to", ends[1], "--out", found, *more), end="")
        draw(db, json.loads(found.read_text())["features"], title, (start, end), ROOT / "docs" / name)


if __name__ == "__main__":
    main()
