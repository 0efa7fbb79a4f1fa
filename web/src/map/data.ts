/** The layers of data over the ground, and which of them each tab shows. */
import type { ExpressionSpecification, FilterSpecification, GeoJSONSource, Map as Chart } from 'maplibre-gl';
import type { Tab } from '../view';
import { FONT_STRONG, FONT } from './basemap';
import { HARM, SEEN_BREAKS, SEEN_RAMP, UNKNOWN } from './colour';
import { NOTHING } from './features';
import { badge, hatch, stipple } from './patterns';

const SOURCES = ['wards', 'hotspots', 'uncovered', 'assets', 'routes', 'rides', 'walks', 'stops', 'own', 'veil'] as const;
export type Source = (typeof SOURCES)[number];

/** Layers that show on each tab at full strength; the rest are hidden. */
const ON: Record<Tab, string[]> = {
  coverage: ['wards-fill', 'wards-unknown', 'wards-line', 'wards-on', 'uncovered-fill', 'uncovered-line'],
  hotspots: ['wards-line', 'hotspots-fill', 'hotspots-line', 'hotspots-on', 'hotspots-rank', 'assets-dot'],
  today: ['wards-line', 'hotspots-faint', 'assets-dot', 'rides-line', 'routes-casing', 'routes-line', 'walks-casing', 'walks-line', 'routes-ticks', 'stops-dot', 'stops-number'],
  council: ['wards-line', 'veil-fill', 'own-line', 'own-parish'],
};
export const DATA_LAYERS = [...new Set(Object.values(ON).flat())];
/** What answers a click, first found first. */
export const CLICKABLE = ['stops-number', 'stops-dot', 'walks-line', 'routes-line', 'rides-line', 'assets-dot', 'hotspots-fill', 'uncovered-fill', 'wards-fill', 'streets'];

const expression = (e: unknown[]): ExpressionSpecification => e as unknown as ExpressionSpecification;
/** Grows with the zoom, so that lines and dots neither crowd the county nor vanish in a street. */
const grow = (...stops: number[]): ExpressionSpecification => expression(['interpolate', ['linear'], ['zoom'], ...stops]);

export function addData(map: Chart, dark: boolean): void {
  for (const id of SOURCES) map.addSource(id, { type: 'geojson', data: NOTHING });
  map.addImage('hatch', hatch());
  map.addImage('stipple', stipple(dark), { pixelRatio: 2 });
  map.addImage('badge', badge(), { pixelRatio: 2, sdf: true });
  const ink = dark ? '#E8EAEE' : '#1B2330';
  const paper = dark ? '#161A21' : '#FFFFFF';
  const accent = dark ? '#8DB8E2' : '#12436D';
  const harm = dark ? '#E58A62' : HARM;
  const seen = ['get', 'seen_share'];
  const ramp = ['step', ['*', 100, seen], SEEN_RAMP[0], ...SEEN_BREAKS.flatMap((b, i) => [b, SEEN_RAMP[i + 1]])];
  const known = expression(['==', ['typeof', seen], 'number']);
  const colour = expression(['get', 'colour']);
  const strength = expression(['get', 'strength']);
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const nobody = expression(['==', ['get', 'code'], '']);
  const is = (kind: string): FilterSpecification => expression(['==', ['get', 'kind'], kind]) as FilterSpecification;
  const ground = 'streets-casing';
  const names = 'names';

  // Areas lie below the streets, lines and dots above them, names above all.
  map.addLayer({ id: 'wards-fill', type: 'fill', source: 'wards', paint: { 'fill-color': expression(['case', known, ramp, UNKNOWN]), 'fill-opacity': dark ? 0.55 : 0.8 } }, ground);
  map.addLayer({ id: 'wards-unknown', type: 'fill', source: 'wards', filter: expression(['!', known]) as FilterSpecification, paint: { 'fill-pattern': 'hatch' } }, ground);
  map.addLayer({ id: 'uncovered-fill', type: 'fill', source: 'uncovered', paint: { 'fill-pattern': 'stipple' } }, ground);
  map.addLayer({ id: 'uncovered-line', type: 'line', source: 'uncovered', paint: { 'line-color': ink, 'line-width': grow(10, 0.4, 14, 1), 'line-opacity': 0.45 } }, ground);
  map.addLayer({ id: 'wards-line', type: 'line', source: 'wards', paint: { 'line-color': dark ? '#6B7484' : '#9A968D', 'line-width': 0.8 } }, names);
  map.addLayer({ id: 'hotspots-faint', type: 'line', source: 'hotspots', paint: { 'line-color': harm, 'line-width': 1, 'line-opacity': 0.35 } }, names);
  map.addLayer({ id: 'hotspots-fill', type: 'fill', source: 'hotspots', paint: { 'fill-color': harm, 'fill-opacity': 0.42 } }, names);
  map.addLayer({ id: 'hotspots-line', type: 'line', source: 'hotspots', paint: { 'line-color': harm, 'line-width': 1.5 } }, names);
  map.addLayer({ id: 'rides-line', type: 'line', source: 'rides', paint: { 'line-color': colour, 'line-width': 1.4, 'line-dasharray': [4, 3], 'line-opacity': strength } }, names);
  map.addLayer({ id: 'routes-casing', type: 'line', source: 'routes', layout: round, paint: { 'line-color': paper, 'line-width': grow(10, 3, 14, 5.5), 'line-opacity': strength } }, names);
  map.addLayer({ id: 'routes-line', type: 'line', source: 'routes', layout: round, paint: { 'line-color': colour, 'line-width': grow(10, 1.6, 14, 3), 'line-opacity': strength } }, names);
  map.addLayer({ id: 'walks-casing', type: 'line', source: 'walks', layout: round, paint: { 'line-color': paper, 'line-width': grow(10, 5, 14, 10), 'line-opacity': strength } }, names);
  map.addLayer({ id: 'walks-line', type: 'line', source: 'walks', layout: round, paint: { 'line-color': colour, 'line-width': grow(10, 3.4, 14, 7), 'line-opacity': strength } }, names);
  map.addLayer({ id: 'veil-fill', type: 'fill', source: 'veil', paint: { 'fill-color': dark ? '#161A21' : '#FAF9F6', 'fill-opacity': 0.68 } });
  map.addLayer({ id: 'own-line', type: 'line', source: 'own', filter: is('area'), layout: round, paint: { 'line-color': accent, 'line-width': 2.5 } });
  map.addLayer({ id: 'own-parish', type: 'line', source: 'own', filter: is('parish'), paint: { 'line-color': accent, 'line-width': 1.5, 'line-dasharray': [3, 2] } });
  map.addLayer({ id: 'assets-dot', type: 'circle', source: 'assets', minzoom: 13, paint: { 'circle-radius': grow(13, 3, 16, 4.5), 'circle-color': paper, 'circle-stroke-color': accent, 'circle-stroke-width': 1.2 } }, 'places');
  map.addLayer({ id: 'routes-ticks', type: 'symbol', source: 'routes', minzoom: 14, layout: { 'symbol-placement': 'line', 'symbol-spacing': 90, 'text-field': '›', 'text-font': [FONT], 'text-size': 17, 'text-keep-upright': false, 'text-allow-overlap': true }, paint: { 'text-color': colour, 'text-halo-color': paper, 'text-halo-width': 1.5, 'text-opacity': strength } });
  map.addLayer({ id: 'wards-on', type: 'line', source: 'wards', filter: nobody as FilterSpecification, paint: { 'line-color': dark ? accent : ink, 'line-width': 3 } });
  map.addLayer({ id: 'hotspots-on', type: 'line', source: 'hotspots', filter: nobody as FilterSpecification, paint: { 'line-color': accent, 'line-width': 4 } });
  map.addLayer({ id: 'hotspots-rank', type: 'symbol', source: 'hotspots', layout: { 'text-field': expression(['to-string', ['get', 'rank']]), 'text-font': [FONT_STRONG], 'text-size': 14, 'text-padding': 1, 'symbol-sort-key': expression(['get', 'rank']) }, paint: { 'text-color': ink, 'text-halo-color': paper, 'text-halo-width': 1.8 } });
  // Every stop has a dot; its number stands where there is room, and everywhere once near enough.
  map.addLayer({ id: 'stops-dot', type: 'circle', source: 'stops', layout: { 'circle-sort-key': expression(['-', 0, ['get', 'order']]) }, paint: { 'circle-radius': grow(10, 3.2, 14, 5), 'circle-color': colour, 'circle-stroke-color': paper, 'circle-stroke-width': 1, 'circle-opacity': strength, 'circle-stroke-opacity': strength } });
  map.addLayer({ id: 'stops-number', type: 'symbol', source: 'stops', layout: { 'symbol-sort-key': expression(['get', 'order']), 'icon-image': 'badge', 'icon-padding': 0, 'text-field': expression(['to-string', ['get', 'seq']]), 'text-font': [FONT_STRONG], 'text-size': 13, 'text-padding': 0 }, paint: { 'icon-color': colour, 'icon-halo-color': paper, 'icon-halo-width': 2, 'icon-opacity': strength, 'text-color': dark ? '#14171D' : '#FFFFFF', 'text-opacity': strength } });
}

export function show(map: Chart, tab: Tab): void {
  for (const id of DATA_LAYERS) map.setLayoutProperty(id, 'visibility', ON[tab].includes(id) ? 'visible' : 'none');
}

export function fill(map: Chart, id: Source, data: GeoJSON.FeatureCollection): void {
  (map.getSource(id) as GeoJSONSource | undefined)?.setData(data);
}

export function highlight(map: Chart, id: string): void {
  map.setFilter('wards-on', ['==', ['get', 'code'], id]);
  map.setFilter('hotspots-on', ['==', ['to-string', ['get', 'id']], id]);
}
