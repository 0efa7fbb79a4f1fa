/** The layers of data over the ground, and which of them each tab shows. */
import type { ExpressionSpecification, FilterSpecification, GeoJSONSource, Map as Chart } from 'maplibre-gl';
import type { Tab } from '../view';
import { MUCH_UNKNOWN } from '../coverage';
import { FONT_STRONG, FONT } from './basemap';
import { HARM, SEEN_BREAKS, SEEN_RAMP, SEEN_RAMP_DARK, UNKNOWN } from './colour';
import { NOTHING } from './features';
import { SWITCHED, visible, type Group } from './groups';
import { badge, hatch, hatchLines, stipple } from './patterns';

const SOURCES = ['wards', 'names', 'hotspots', 'uncovered', 'gaps', 'assets', 'routes', 'rides', 'walks', 'stops', 'own', 'veil', 'posts', 'posts-names'] as const;
export type Source = (typeof SOURCES)[number];

/** What answers a click, first found first; a ward's card comes with that of the uncovered area at the same place. */
export const CLICKABLE = ['stops-number', 'stops-dot', 'walks-line', 'routes-line', 'rides-line', 'assets-dot', 'hotspots-fill', 'hotspots-line', 'uncovered-fill', 'posts-fill', 'wards-fill', 'streets'];

const expression = (e: unknown[]): ExpressionSpecification => e as unknown as ExpressionSpecification;
/** Grows with the zoom, so that lines and dots neither crowd the county nor vanish in a street. */
const grow = (...stops: number[]): ExpressionSpecification => expression(['interpolate', ['linear'], ['zoom'], ...stops]);

export function addData(map: Chart, dark: boolean): void {
  for (const id of SOURCES) map.addSource(id, { type: 'geojson', data: NOTHING });
  map.addImage('hatch', hatch());
  map.addImage('hatch-lines', hatchLines(), { pixelRatio: 2 });
  map.addImage('stipple', stipple(dark), { pixelRatio: 2 });
  map.addImage('badge', badge(), { pixelRatio: 2, sdf: true });
  const ink = dark ? '#E8EAEE' : '#1B2330';
  const paper = dark ? '#161A21' : '#FFFFFF';
  const accent = dark ? '#8DB8E2' : '#12436D';
  const harm = dark ? '#E58A62' : HARM;
  const seen = ['get', 'seen_share'];
  const shades = dark ? SEEN_RAMP_DARK : SEEN_RAMP;
  const ramp = ['step', ['*', 100, seen], shades[0], ...SEEN_BREAKS.flatMap((b, i) => [b, shades[i + 1]])];
  // From close by the streets are what is looked at: the classes step back.
  const fading = (full: number): ExpressionSpecification => grow(13.5, full, 15, full * 0.3);
  const known = expression(['==', ['typeof', seen], 'number']);
  const colour = expression(['get', 'colour']);
  const strength = expression(['get', 'strength']);
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const nobody = expression(['==', ['get', 'code'], '']);
  const is = (kind: string): FilterSpecification => expression(['==', ['get', 'kind'], kind]) as FilterSpecification;
  // Where patrols left no record it is not known whether anybody came: no gap is drawn.
  const recorded = expression(['!=', ['get', 'reason'], 'not_recorded']) as FilterSpecification;
  const ground = 'streets-casing';
  const names = 'names';

  // Areas lie below the streets, lines and dots above them, names above all.
  map.addLayer({ id: 'wards-fill', type: 'fill', source: 'wards', paint: { 'fill-color': expression(['case', known, ramp, UNKNOWN]), 'fill-opacity': fading(dark ? 0.7 : 0.8) } }, ground);
  map.addLayer({ id: 'wards-unknown', type: 'fill', source: 'wards', filter: expression(['!', known]) as FilterSpecification, paint: { 'fill-pattern': 'hatch', 'fill-opacity': fading(1) } }, ground);
  map.addLayer({ id: 'wards-part', type: 'fill', source: 'wards', filter: expression(['all', known, ['>=', ['to-number', ['get', 'unknown_share'], 0], MUCH_UNKNOWN]]) as FilterSpecification, paint: { 'fill-pattern': 'hatch-lines', 'fill-opacity': fading(1) } }, ground);
  map.addLayer({ id: 'uncovered-fill', type: 'fill', source: 'uncovered', filter: recorded, paint: { 'fill-pattern': 'stipple', 'fill-opacity': fading(1) } }, ground);
  map.addLayer({ id: 'uncovered-line', type: 'line', source: 'uncovered', paint: { 'line-color': ink, 'line-width': grow(10, 0.4, 14, 1), 'line-opacity': 0.45 } }, ground);
  map.addLayer({ id: 'uncovered-streets', type: 'line', source: 'gaps', minzoom: 13.5, filter: recorded, paint: { 'line-color': ink, 'line-width': grow(13.5, 1.2, 16, 2.6), 'line-dasharray': [2.5, 1.8], 'line-opacity': 0.8 } }, names);
  map.addLayer({ id: 'posts-fill', type: 'fill', source: 'posts', paint: { 'fill-color': colour, 'fill-opacity': fading(dark ? 0.34 : 0.26) } }, ground);
  map.addLayer({ id: 'posts-line', type: 'line', source: 'posts', paint: { 'line-color': colour, 'line-width': grow(10, 1.2, 14, 2.4) } }, names);
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
  map.addLayer({ id: 'own-line', type: 'line', source: 'own', filter: is('own'), layout: round, paint: { 'line-color': accent, 'line-width': 2.5 } });
  map.addLayer({ id: 'own-scheme', type: 'line', source: 'own', filter: is('scheme'), paint: { 'line-color': accent, 'line-width': 1.5, 'line-dasharray': [3, 2] } });
  map.addLayer({ id: 'assets-dot', type: 'circle', source: 'assets', minzoom: 15, paint: { 'circle-radius': grow(15, 2.4, 17, 4), 'circle-color': paper, 'circle-stroke-color': accent, 'circle-stroke-width': 1.2 } }, 'places');
  map.addLayer({ id: 'routes-ticks', type: 'symbol', source: 'routes', minzoom: 14, layout: { 'symbol-placement': 'line', 'symbol-spacing': 90, 'text-field': '›', 'text-font': [FONT], 'text-size': 17, 'text-keep-upright': false, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': colour, 'text-halo-color': paper, 'text-halo-width': 1.5, 'text-opacity': strength } });
  map.addLayer({ id: 'wards-name', type: 'symbol', source: 'names', minzoom: 10, maxzoom: 13.5, layout: { 'text-field': expression(['get', 'name']), 'text-font': [FONT], 'text-size': 13, 'text-max-width': 7, 'text-padding': 4 }, paint: { 'text-color': ink, 'text-halo-color': dark ? '#161A21' : '#FFFFFF', 'text-halo-width': 1.6 } });
  map.addLayer({ id: 'wards-on', type: 'line', source: 'wards', filter: nobody as FilterSpecification, paint: { 'line-color': dark ? accent : ink, 'line-width': 3 } });
  map.addLayer({ id: 'posts-on', type: 'line', source: 'posts', filter: nobody as FilterSpecification, paint: { 'line-color': ink, 'line-width': 3.5 } });
  map.addLayer({ id: 'posts-name', type: 'symbol', source: 'posts-names', layout: { 'icon-image': 'badge', 'icon-padding': 2, 'text-field': expression(['get', 'name']), 'text-font': [FONT_STRONG], 'text-size': 13, 'text-padding': 2 }, paint: { 'icon-color': paper, 'icon-halo-color': ink, 'icon-halo-width': 1.5, 'text-color': ink } });
  map.addLayer({ id: 'hotspots-on', type: 'line', source: 'hotspots', filter: nobody as FilterSpecification, paint: { 'line-color': accent, 'line-width': 4 } });
  map.addLayer({ id: 'hotspots-rank', type: 'symbol', source: 'hotspots', layout: { 'icon-image': 'badge', 'icon-padding': 2, 'text-field': expression(['to-string', ['get', 'rank']]), 'text-font': [FONT_STRONG], 'text-size': 13, 'text-padding': 2, 'symbol-sort-key': expression(['get', 'rank']) }, paint: { 'icon-color': paper, 'icon-halo-color': harm, 'icon-halo-width': 1.5, 'text-color': ink } });
  map.addLayer({ id: 'stops-on', type: 'circle', source: 'stops', filter: nobody as FilterSpecification, paint: { 'circle-radius': 17, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': ink, 'circle-stroke-width': 3 } });
  // Every stop has a dot; its number stands where there is room, and everywhere once near enough.
  map.addLayer({ id: 'stops-dot', type: 'circle', source: 'stops', layout: { 'circle-sort-key': expression(['-', 0, ['get', 'order']]) }, paint: { 'circle-radius': grow(10, 3.2, 14, 5), 'circle-color': colour, 'circle-stroke-color': paper, 'circle-stroke-width': 1, 'circle-opacity': strength, 'circle-stroke-opacity': strength } });
  map.addLayer({ id: 'stops-number', type: 'symbol', source: 'stops', layout: { 'symbol-sort-key': expression(['get', 'order']), 'icon-image': 'badge', 'icon-padding': 0, 'text-field': expression(['to-string', ['get', 'seq']]), 'text-font': [FONT_STRONG], 'text-size': 13, 'text-padding': 0 }, paint: { 'icon-color': colour, 'icon-halo-color': paper, 'icon-halo-width': 2, 'icon-opacity': strength, 'text-color': dark ? '#14171D' : '#FFFFFF', 'text-opacity': strength } });
}

export function show(map: Chart, tab: Tab, groups: Group[]): void {
  const on = visible(tab, groups);
  for (const id of SWITCHED) map.setLayoutProperty(id, 'visibility', on.has(id) ? 'visible' : 'none');
}

export function fill(map: Chart, id: Source, data: GeoJSON.FeatureCollection): void {
  (map.getSource(id) as GeoJSONSource | undefined)?.setData(data);
}

/** Marks what the pointer is on, and the stop that was chosen. */
export function highlight(map: Chart, id: string, stop: string): void {
  map.setFilter('wards-on', ['==', ['get', 'code'], id]);
  map.setFilter('posts-on', ['==', ['concat', 'post/', ['to-string', ['get', 'post']]], id]);
  map.setFilter('hotspots-on', ['==', ['to-string', ['get', 'id']], id]);
  map.setFilter('stops-on', ['in', ['get', 'id'], ['literal', [id, stop].filter((s) => s.includes('/'))]]);
}
