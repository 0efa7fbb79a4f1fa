/** What the map is given to draw: answers of the server made into features with colours and strengths. */
import type { AreaCoverage, Plan } from '../api';
import { clock, plainDates } from '../format';
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
      const told = { pcso: plan.routes[i]?.label, colour: officerColour(i, dark), strength: strength(officer, selected) };
      return { ...f, properties: { ...f.properties, ...told } };
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
      const told = { officer: r.officer, pcso: r.label, ride_km: r.ride_km, colour: officerColour(i, dark), strength: strength(r.officer, selected) };
      return [{ type: 'Feature', geometry: { type: 'MultiLineString', coordinates: ways }, properties: told }];
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
            pcso: r.label,
            seq: s.seq,
            name: s.name ?? '',
            time: `${clock(s.begins)} to ${clock(s.ends)}`,
            purpose_kind: s.purpose_kind,
            purpose: plainDates(s.purpose ?? ''),
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

/** The outer edge of areas: edges that two of them share cancel out. Areas drawn with other points keep their own rings. */
export function outline(areas: GeoJSON.Feature[]): Point[][] {
  const edges = new Map<string, [Point, Point]>();
  const name = (p: Point): string => `${p[0].toFixed(7)},${p[1].toFixed(7)}`;
  for (const { geometry: g } of areas) {
    const polygons = g.type === 'MultiPolygon' ? g.coordinates : g.type === 'Polygon' ? [g.coordinates] : [];
    for (const ring of polygons.flat() as Point[][])
      for (let k = 1; k < ring.length; k += 1) {
        const [a, b] = [ring[k - 1], ring[k]];
        if (!a || !b || name(a) === name(b)) continue;
        const key = [name(a), name(b)].sort().join(' ');
        if (!edges.delete(key)) edges.set(key, [a, b]);
      }
  }
  const at = new Map<string, string[]>();
  for (const [key, ends] of edges) for (const p of ends) at.set(name(p), [...(at.get(name(p)) ?? []), key]);
  const rings: Point[][] = [];
  for (const [first, [start, second]] of edges) {
    edges.delete(first);
    const ring = [start, second];
    for (let here = second; name(here) !== name(start); ) {
      const key = (at.get(name(here)) ?? []).find((k) => edges.has(k));
      const edge = key && edges.get(key);
      if (!key || !edge) break;
      edges.delete(key);
      here = name(edge[0]) === name(here) ? edge[1] : edge[0];
      ring.push(here);
    }
    if (ring.length > 3) rings.push(ring);
  }
  return rings;
}

/** A council's area: its edge as lines, and a veil over all the rest. Its wards make the area, its parishes if it has none. */
export function ownArea(wards: GeoJSON.Feature[], parishes: GeoJSON.Feature[]): { edge: Features; veil: Features; bounds: ReturnType<typeof boundsOf> } {
  const area = wards.length ? wards : parishes;
  const rings = outline(area);
  if (rings.length === 0) return { edge: NOTHING, veil: NOTHING, bounds: undefined };
  const parish = wards.length ? outline(parishes) : [];
  const world: Point[] = [[-12, 48], [5, 48], [5, 62], [-12, 62], [-12, 48]];
  return {
    edge: collection([
      { type: 'Feature', geometry: { type: 'MultiLineString', coordinates: rings }, properties: { kind: 'area' } },
      ...(parish.length ? [{ type: 'Feature', geometry: { type: 'MultiLineString', coordinates: parish }, properties: { kind: 'parish' } } as GeoJSON.Feature] : []),
    ]),
    veil: collection([{ type: 'Feature', geometry: { type: 'Polygon', coordinates: [world, ...rings] }, properties: {} }]),
    bounds: boundsOf(area),
  };
}
