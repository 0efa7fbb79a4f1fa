import type { GeoJSONSource, Map as Chart, ExpressionSpecification } from 'maplibre-gl';
import type { AreaCoverage, Plan } from '../api';
import { clock } from '../format';
import type { Tab } from '../view';
import { FONT } from './basemap';
import { SEEN_BREAKS, SEEN_RAMP, UNKNOWN, officerColour } from './colour';

const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const SOURCES = ['wards', 'hotspots', 'uncovered', 'assets', 'routes', 'rides', 'stops'] as const;
export type Source = (typeof SOURCES)[number];

/** Layers that show on each tab at full strength; the rest are hidden. */
const ON: Record<Tab, string[]> = {
  coverage: ['wards-fill', 'wards-unknown', 'wards-line', 'wards-on', 'uncovered-line'],
  hotspots: ['wards-line', 'hotspots-fill', 'hotspots-line', 'hotspots-rank', 'assets-dot'],
  today: ['wards-line', 'hotspots-faint', 'assets-dot', 'rides-line', 'routes-casing', 'routes-line', 'routes-ticks', 'stops-dot', 'stops-number'],
  council: ['wards-line', 'wards-dim', 'wards-own'],
};
export const DATA_LAYERS = [...new Set(Object.values(ON).flat())];
/** What answers a click, first found first. */
export const CLICKABLE = ['stops-dot', 'routes-line', 'hotspots-fill', 'uncovered-fill', 'assets-dot', 'wards-fill', 'streets'];

/** A diagonal hatch for "unknown": never a colour of the ramp. */
function hatch(): ImageData {
  const n = 16;
  const image = new ImageData(n, n);
  for (let y = 0; y < n; y += 1)
    for (let x = 0; x < n; x += 1)
      image.data.set((x + y) % 8 < 2 ? [110, 108, 102, 200] : [201, 198, 191, 110], (y * n + x) * 4);
  return image;
}

export function addData(map: Chart, dark: boolean): void {
  for (const id of SOURCES) map.addSource(id, { type: 'geojson', data: EMPTY, ...(id === 'wards' ? { promoteId: 'code' } : {}) });
  map.addImage('hatch', hatch());
  const ink = dark ? '#E8EAEE' : '#1B2330';
  const accent = dark ? '#8DB8E2' : '#12436D';
  const seen = ['get', 'seen_share'] as unknown as ExpressionSpecification;
  const ramp = [
    'step',
    ['*', 100, seen],
    SEEN_RAMP[0],
    ...SEEN_BREAKS.flatMap((b, i) => [b, SEEN_RAMP[i + 1]]),
  ] as unknown as ExpressionSpecification;
  const known = ['==', ['typeof', seen], 'number'] as unknown as ExpressionSpecification;
  const harm = dark ? '#E58A62' : '#B4441C';
  const under = 'names';
  map.addLayer({ id: 'wards-fill', type: 'fill', source: 'wards', paint: { 'fill-color': ['case', known, ramp, UNKNOWN], 'fill-opacity': 0.55 } }, 'streets-casing');
  map.addLayer({ id: 'wards-unknown', type: 'fill', source: 'wards', filter: ['!', known], paint: { 'fill-pattern': 'hatch' } }, under);
  map.addLayer({ id: 'wards-line', type: 'line', source: 'wards', paint: { 'line-color': dark ? '#6B7484' : '#8B8880', 'line-width': 1 } }, under);
  map.addLayer({ id: 'uncovered-fill', type: 'fill', source: 'uncovered', paint: { 'fill-color': ink, 'fill-opacity': 0.06 } }, under);
  map.addLayer({ id: 'uncovered-line', type: 'line', source: 'uncovered', paint: { 'line-color': ink, 'line-width': 1, 'line-opacity': 0.55, 'line-dasharray': [1, 2] } }, under);
  map.addLayer({ id: 'hotspots-faint', type: 'line', source: 'hotspots', paint: { 'line-color': harm, 'line-width': 1, 'line-opacity': 0.5 } }, under);
  map.addLayer({ id: 'hotspots-fill', type: 'fill', source: 'hotspots', paint: { 'fill-color': harm, 'fill-opacity': 0.42 } }, under);
  map.addLayer({ id: 'hotspots-line', type: 'line', source: 'hotspots', paint: { 'line-color': harm, 'line-width': 1.5 } }, under);
  map.addLayer({ id: 'rides-line', type: 'line', source: 'rides', paint: { 'line-color': ['get', 'colour'], 'line-width': 1.4, 'line-dasharray': [3, 3], 'line-opacity': ['get', 'strength'] } }, under);
  map.addLayer({ id: 'routes-casing', type: 'line', source: 'routes', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': dark ? '#14171D' : '#FFFFFF', 'line-width': 6, 'line-opacity': ['get', 'strength'] } }, under);
  map.addLayer({ id: 'routes-line', type: 'line', source: 'routes', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': ['get', 'colour'], 'line-width': 3, 'line-opacity': ['get', 'strength'] } }, under);
  map.addLayer({ id: 'assets-dot', type: 'circle', source: 'assets', minzoom: 13, paint: { 'circle-radius': 3, 'circle-color': dark ? '#1D2129' : '#FFFFFF', 'circle-stroke-color': accent, 'circle-stroke-width': 1.2 } });
  map.addLayer({ id: 'routes-ticks', type: 'symbol', source: 'routes', minzoom: 14, layout: { 'symbol-placement': 'line', 'symbol-spacing': 90, 'text-field': '›', 'text-font': [FONT], 'text-size': 17, 'text-keep-upright': false, 'text-allow-overlap': true }, paint: { 'text-color': ['get', 'colour'], 'text-halo-color': '#FFFFFF', 'text-halo-width': 1.5, 'text-opacity': ['get', 'strength'] } });
  map.addLayer({ id: 'wards-dim', type: 'fill', source: 'wards', filter: ['literal', false], paint: { 'fill-color': dark ? '#161A21' : '#FAF9F6', 'fill-opacity': 0.7 } });
  map.addLayer({ id: 'wards-own', type: 'line', source: 'wards', filter: ['literal', false], paint: { 'line-color': accent, 'line-width': 2.5 } });
  map.addLayer({ id: 'wards-on', type: 'line', source: 'wards', filter: ['==', ['get', 'code'], ''], paint: { 'line-color': accent, 'line-width': 3.5 } });
  map.addLayer({ id: 'hotspots-on', type: 'line', source: 'hotspots', filter: ['==', ['get', 'id'], ''], paint: { 'line-color': accent, 'line-width': 4 } });
  map.addLayer({ id: 'hotspots-rank', type: 'symbol', source: 'hotspots', layout: { 'text-field': ['to-string', ['get', 'rank']], 'text-font': [FONT], 'text-size': 14 }, paint: { 'text-color': ink, 'text-halo-color': dark ? '#1D2129' : '#FFFFFF', 'text-halo-width': 1.6 } });
  map.addLayer({ id: 'stops-dot', type: 'circle', source: 'stops', paint: { 'circle-radius': 10, 'circle-color': ['get', 'colour'], 'circle-stroke-color': '#FFFFFF', 'circle-stroke-width': 1.5, 'circle-opacity': ['get', 'strength'], 'circle-stroke-opacity': ['get', 'strength'] } });
  map.addLayer({ id: 'stops-number', type: 'symbol', source: 'stops', layout: { 'text-field': ['to-string', ['get', 'seq']], 'text-font': [FONT], 'text-size': 13, 'text-allow-overlap': true }, paint: { 'text-color': '#FFFFFF', 'text-opacity': ['get', 'strength'] } });
}

export function show(map: Chart, tab: Tab): void {
  for (const id of [...DATA_LAYERS, 'uncovered-fill', 'hotspots-on']) {
    const on = ON[tab].includes(id) || (id === 'uncovered-fill' && tab === 'coverage') || (id === 'hotspots-on' && tab === 'hotspots');
    map.setLayoutProperty(id, 'visibility', on ? 'visible' : 'none');
  }
}

export function fill(map: Chart, id: Source, data: GeoJSON.FeatureCollection): void {
  (map.getSource(id) as GeoJSONSource | undefined)?.setData(data);
}

export function highlight(map: Chart, id: string): void {
  map.setFilter('wards-on', ['==', ['get', 'code'], id]);
  map.setFilter('hotspots-on', ['==', ['to-string', ['get', 'id']], id]);
}

/** A council's own wards outlined, the others under a veil. */
export function own(map: Chart, codes: string[]): void {
  const mine = ['in', ['get', 'code'], ['literal', codes]] as unknown as ExpressionSpecification;
  map.setFilter('wards-own', mine);
  map.setFilter('wards-dim', codes.length ? (['!', mine] as unknown as ExpressionSpecification) : ['literal', false]);
}

/** The way of each ride of a plan, by car from where it was left. */
export function rideLines(plan: Plan, selected: string): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: plan.routes.flatMap((r, i) =>
      r.items
        .filter((it) => it.type === 'ride' && (it.line?.length ?? 0) > 1)
        .map((it): GeoJSON.Feature => ({
          type: 'Feature',
          geometry: { type: 'LineString', coordinates: it.line ?? [] },
          properties: { officer: r.officer, pcso: r.label, km: it.km, colour: officerColour(i), strength: !selected || selected === r.officer ? 0.9 : 0.12 },
        })),
    ),
  };
}

/** Ward polygons with the figures of the table on them. */
export function withCoverage(wards: GeoJSON.FeatureCollection, rows: AreaCoverage[]): GeoJSON.FeatureCollection {
  const by = new Map(rows.map((r) => [r.code, r]));
  return {
    type: 'FeatureCollection',
    features: wards.features.map((f) => ({ ...f, properties: { ...f.properties, ...by.get(String(f.properties?.['code'])) } })),
  };
}

/** Lines of a plan in its officers' colours; with one selected the others fade. */
export function routeLines(routes: GeoJSON.FeatureCollection, plan: Plan, selected: string): GeoJSON.FeatureCollection {
  const order = new Map(plan.routes.map((r, i) => [r.officer, i]));
  return {
    type: 'FeatureCollection',
    features: routes.features
      .filter((f) => String(f.properties?.['plan_id']) === String(plan.id) && order.has(String(f.properties?.['officer'])))
      .map((f) => {
        const officer = String(f.properties?.['officer']);
        return { ...f, properties: { ...f.properties, colour: officerColour(order.get(officer) ?? 0), strength: !selected || selected === officer ? 1 : 0.15 } };
      }),
  };
}

/** Numbered stops of a plan. */
export function stopPoints(plan: Plan, selected: string): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: plan.routes.flatMap((r, i) =>
      r.items
        .filter((s) => s.type === 'stop' && s.lon != null && s.lat != null)
        .map((s): GeoJSON.Feature => ({
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [s.lon ?? 0, s.lat ?? 0] },
          properties: {
            officer: r.officer, pcso: r.label, seq: s.seq, name: s.name ?? '', time: `${clock(s.begins)} to ${clock(s.ends)}`,
            purpose_kind: s.purpose_kind, purpose: s.purpose, action: (s.action ?? []).join(' '),
            colour: officerColour(i), strength: !selected || selected === r.officer ? 1 : 0.2,
          },
        })),
    ),
  };
}
