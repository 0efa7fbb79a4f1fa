import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';

/**
 * The face that names on the map are drawn in: served by ourselves, so the style needs no `glyphs`. In quotes, since
 * a family name whose last word is a number is no CSS identifier: the canvas would silently keep its 10 px default.
 */
export const FONT = '"Source Sans 3"';
/** Its semibold cut, declared in app.css under a name of which MapLibre reads the weight. */
export const FONT_STRONG = 'Map Semibold';

interface Ground {
  land: string;
  water: string;
  green: string;
  wet: string;
  buildings: string;
  minor: string;
  casing: string;
  main: string;
  rail: string;
  names: string;
  halo: string;
}

const light: Ground = {
  land: '#F3F1EC',
  water: '#D3E1E8',
  green: '#E6EBDD',
  wet: '#DCE7E3',
  buildings: '#E9E5DD',
  minor: '#FFFFFF',
  casing: '#C9C4B9',
  main: '#FFEBB8',
  rail: '#C4C0B8',
  names: '#4F4D48',
  halo: '#F8F6F2',
};
const dark: Ground = {
  land: '#1D2129',
  water: '#17262F',
  green: '#1F2823',
  wet: '#1A2829',
  buildings: '#252A33',
  minor: '#2C323C',
  casing: '#454D5A',
  main: '#544D38',
  rail: '#3C424D',
  names: '#C2C7D0',
  halo: '#1D2129',
};

const MAIN = ['motorway', 'trunk', 'primary', 'secondary', 'motorway_link', 'trunk_link', 'primary_link', 'secondary_link'];
const PATHS = ['footway', 'path', 'cycleway', 'steps', 'pedestrian', 'track', 'bridleway', 'service'];

interface TileJson {
  tiles?: string[];
  minzoom?: number;
  maxzoom?: number;
  bounds?: [number, number, number, number];
}

/** The ground: land, water, green, buildings, railways, streets and their names, from the county's own tiles. */
export async function basemap(isDark: boolean, bounds: [number, number, number, number]): Promise<StyleSpecification> {
  const g = isDark ? dark : light;
  const told: TileJson = await fetch('/tiles')
    .then((r) => (r.ok ? (r.json() as Promise<TileJson>) : {}))
    .catch(() => ({}));
  // Written so, and not by `new URL`, because that would escape the braces.
  const absolute = (t: string) => (t.startsWith('/') ? location.origin + t : t);
  return {
    version: 8,
    sources: {
      ground: {
        type: 'vector',
        tiles: (told.tiles ?? ['/tiles/{z}/{x}/{y}']).map(absolute),
        minzoom: told.minzoom ?? 8,
        maxzoom: told.maxzoom ?? 14,
        bounds: told.bounds ?? bounds,
        attribution: '© OpenStreetMap contributors',
      },
    },
    layers: [{ id: 'land', type: 'background', paint: { 'background-color': g.land } }, ...areas(g), ...streets(g)],
  };
}

function areas(g: Ground): LayerSpecification[] {
  const polygon = ['==', ['geometry-type'], 'Polygon'] as never;
  const line = ['==', ['geometry-type'], 'LineString'] as never;
  return [
    { id: 'green', type: 'fill', source: 'ground', 'source-layer': 'green', filter: polygon, paint: { 'fill-color': ['match', ['get', 'class'], ['wetland', 'mud', 'tidalflat', 'marsh'], g.wet, g.green] } },
    { id: 'water', type: 'fill', source: 'ground', 'source-layer': 'water', filter: polygon, paint: { 'fill-color': g.water } },
    { id: 'rivers', type: 'line', source: 'ground', 'source-layer': 'water', filter: line, paint: { 'line-color': g.water, 'line-width': 3 } },
    { id: 'buildings', type: 'fill', source: 'ground', 'source-layer': 'buildings', minzoom: 13, paint: { 'fill-color': g.buildings } },
    {
      id: 'railways',
      type: 'line',
      source: 'ground',
      'source-layer': 'railways',
      paint: { 'line-color': g.rail, 'line-width': 1.5, 'line-dasharray': [4, 2] },
    },
  ];
}

function streets(g: Ground): LayerSpecification[] {
  const cls = ['get', 'class'];
  const main = ['in', cls, ['literal', MAIN]];
  const path = ['in', cls, ['literal', PATHS]];
  const width = (extra: number) =>
    [
      'interpolate',
      ['exponential', 1.5],
      ['zoom'],
      9,
      ['case', main, 1 + extra / 3, path, 0, 0.4 + extra / 3],
      11.5,
      ['case', main, 2 + extra, path, 0, 0.9 + extra / 1.5],
      13,
      ['case', main, 3 + extra, path, 0.5, 1.4 + extra],
      17,
      ['case', main, 13 + extra, path, 2.5, 8 + extra],
    ] as never;
  const of = { source: 'ground', 'source-layer': 'streets' } as const;
  const name = { 'text-font': [FONT], 'text-field': ['get', 'name'] as never };
  const ink = { 'text-color': g.names, 'text-halo-color': g.halo, 'text-halo-width': 1.2 };
  return [
    {
      id: 'streets-casing',
      type: 'line',
      ...of,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': g.casing, 'line-width': width(1.4) },
    },
    {
      id: 'streets',
      type: 'line',
      ...of,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': ['case', main as never, g.main, g.minor], 'line-width': width(0) },
    },
    {
      id: 'names',
      type: 'symbol',
      ...of,
      minzoom: 14,
      filter: ['has', 'name'],
      layout: { ...name, 'symbol-placement': 'line', 'text-size': 12, 'text-max-angle': 35 },
      paint: ink,
    },
    {
      id: 'places',
      type: 'symbol',
      source: 'ground',
      'source-layer': 'places',
      layout: {
        ...name,
        'text-font': [FONT_STRONG],
        'text-size': ['match', ['get', 'kind'], ['city', 'town'], 17, 'village', 14, 13],
        'text-letter-spacing': 0.02,
      },
      paint: { ...ink, 'text-halo-width': 1.6 },
    },
  ];
}
