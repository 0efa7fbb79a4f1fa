/** What the map is given to draw: answers of the server made into features with colours and strengths. */
import type { AreaCoverage, Plan, UncoveredArea } from '../api';
import { clock, pcso, stopKind, told } from '../format';
import { stopId } from '../view';
import { officerColour } from './colour';

type Features = GeoJSON.FeatureCollection;
type Point = [number, number];

const collection = (features: GeoJSON.Feature[]): Features => ({ type: 'FeatureCollection', features });
export const NOTHING: Features = collection([]);

/** Full strength for the one selected, or for all; the others fade. */
const strength = (officer: string, selected: string): number => (!selected || selected === officer ? 1 : 0.14);

/** Ward polygons with the figures of the table on them. */
export function withCoverage(wards: Features, rows: AreaCoverage[]): Features {
  const by = new Map(rows.map((r) => [`${r.code} ${r.vintage}`, r]));
  return collection(
    wards.features.map((f) => ({ ...f, properties: { ...f.properties, ...by.get(`${f.properties?.['code']} ${f.properties?.['vintage']}`) } })),
  );
}

/** The features of a plan's officers, in their colours. */
function ofPlan(data: Features, plan: Plan, selected: string, dark: boolean): GeoJSON.Feature[] {
  const order = new Map(plan.routes.map((r, i) => [r.officer, i]));
  return data.features
    .filter((f) => String(f.properties?.['plan_id']) === String(plan.id) && order.has(String(f.properties?.['officer'])))
    .map((f) => {
      const officer = String(f.properties?.['officer']);
      const i = order.get(officer) ?? 0;
      const said = { pcso: pcso(plan.routes[i]?.label ?? ''), colour: officerColour(i, dark), strength: strength(officer, selected) };
      return { ...f, properties: { ...f.properties, ...said } };
    });
}

/** The ways walked, one feature an officer. */
export function routeLines(routes: Features, plan: Plan, selected: string, dark = false): Features {
  return collection(ofPlan(routes, plan, selected, dark));
}

/** Stops that are a walk along streets rather than a place. */
export function walkedStops(stops: Features, plan: Plan, selected: string, dark = false): Features {
  return collection(ofPlan(stops, plan, selected, dark).filter((f) => f.geometry.type !== 'Point'));
}

/** The parts of ways that no earlier way of the list has run along, in either direction. */
export function once(ways: Point[][]): Point[][] {
  const seen = new Set<string>();
  const parts: Point[][] = [];
  for (const way of ways) {
    let part: Point[] = [];
    for (let k = 1; k < way.length; k += 1) {
      const [a, b] = [way[k - 1], way[k]];
      if (!a || !b) continue;
      const key = [a.join(), b.join()].sort().join(' ');
      if (seen.has(key)) {
        if (part.length > 1) parts.push(part);
        part = [];
        continue;
      }
      seen.add(key);
      if (part.length === 0) part.push(a);
      part.push(b);
    }
    if (part.length > 1) parts.push(part);
  }
  return parts;
}

/** The rides of a plan: there and back along the same street is drawn once, or two dashed lines would make a solid one. */
export function rideLines(plan: Plan, selected: string, dark = false): Features {
  return collection(
    plan.routes.flatMap((r, i): GeoJSON.Feature[] => {
      const ways = once(r.items.filter((it) => it.type === 'ride').map((it) => it.line ?? []));
      if (ways.length === 0) return [];
      const said = { officer: r.officer, pcso: pcso(r.label), ride_km: r.ride_km, colour: officerColour(i, dark), strength: strength(r.officer, selected) };
      return [{ type: 'Feature', geometry: { type: 'MultiLineString', coordinates: ways }, properties: said }];
    }),
  );
}

/** Numbered stops of a plan; the selected officer's find room first. */
export function stopPoints(plan: Plan, selected: string, dark = false): Features {
  return collection(
    plan.routes.flatMap((r, i) =>
      r.items
        .filter((s) => s.type === 'stop' && s.lon != null && s.lat != null)
        .map((s): GeoJSON.Feature => ({
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [s.lon ?? 0, s.lat ?? 0] },
          properties: {
            officer: r.officer,
            id: stopId(r.officer, s.seq),
            pcso: pcso(r.label),
            kind: stopKind(s.kind),
            seq: s.seq,
            name: s.name ?? '',
            time: `${clock(s.begins)} to ${clock(s.ends)}`,
            purpose_kind: s.purpose_kind,
            purpose: told(s.purpose),
            action: (s.action ?? []).join('. '),
            colour: officerColour(i, dark),
            strength: strength(r.officer, selected),
            order: (selected && selected !== r.officer ? 1000 : 0) + (s.seq ?? 0),
          },
        })),
    ),
  );
}

/** West, south, east and north of features; nothing if there are none. */
export function boundsOf(features: GeoJSON.Feature[]): [number, number, number, number] | undefined {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (c: unknown): void => {
    if (!Array.isArray(c)) return;
    const [x, y] = c as unknown[];
    if (typeof x !== 'number' || typeof y !== 'number') return c.forEach(take);
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  for (const f of features) if ('coordinates' in f.geometry) take(f.geometry.coordinates);
  return box[0] <= box[2] ? box : undefined;
}

/** Areas of posts in a colour each, and a point in each for its number. */
export function postAreas(areas: Features, dark = false): { areas: Features; names: Features } {
  const coloured = collection(
    areas.features.map((f, i) => ({ ...f, properties: { ...f.properties, colour: officerColour(i, dark), name: String(f.properties?.['post']) } })),
  );
  return { areas: coloured, names: namePoints(coloured) };
}

/** Uncovered areas of the period as polygons. */
export function gapAreas(areas: UncoveredArea[]): Features {
  return collection(
    areas.map((u) => ({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [u.outline] }, properties: { id: u.id, reason: u.reason } })),
  );
}

/** Twice the area of a ring by the shoelace rule, and the point at which its name balances. */
function balance(ring: Point[]): { area: number; at: Point } {
  let [area, x, y] = [0, 0, 0];
  const [ox, oy] = ring[0] ?? [0, 0];
  for (let k = 1; k < ring.length; k += 1) {
    const [a, b] = [ring[k - 1], ring[k]];
    if (!a || !b) continue;
    const w = (a[0] - ox) * (b[1] - oy) - (b[0] - ox) * (a[1] - oy);
    area += w;
    x += (a[0] + b[0] - 2 * ox) * w;
    y += (a[1] + b[1] - 2 * oy) * w;
  }
  return area === 0 ? { area, at: [ox, oy] } : { area: Math.abs(area), at: [ox + x / (3 * area), oy + y / (3 * area)] };
}

/** One point for the name of each area, in the middle of its largest part: a polygon would be named in every tile. */
export function namePoints(areas: Features): Features {
  return collection(
    areas.features.flatMap(({ geometry: g, properties }): GeoJSON.Feature[] => {
      const polygons = g.type === 'MultiPolygon' ? g.coordinates : g.type === 'Polygon' ? [g.coordinates] : [];
      const parts = polygons.map((p) => balance((p[0] ?? []) as Point[])).sort((a, b) => b.area - a.area);
      return parts[0] ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: parts[0].at }, properties: { name: properties?.['name'] } }] : [];
    }),
  );
}

/** A council's area as the server cut it: what is its own, what its schemes cover, and a veil over the rest. */
export function councilArea(told: Features): { edges: Features; veil: Features; bounds: ReturnType<typeof boundsOf> } {
  const kind = (f: GeoJSON.Feature): unknown => f.properties?.['kind'];
  const edges = told.features.filter((f) => kind(f) !== 'rest');
  return { edges: collection(edges), veil: collection(told.features.filter((f) => kind(f) === 'rest')), bounds: boundsOf(edges) };
}
