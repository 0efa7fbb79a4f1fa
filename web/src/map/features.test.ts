import { describe, expect, it } from 'vitest';
import { boundsOf, councilArea, namePoints } from './features';

const square = (x: number, y: number, side: number): number[][][] => [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]];
const feature = (coordinates: number[][][][], properties: object): GeoJSON.Feature => ({ type: 'Feature', geometry: { type: 'MultiPolygon', coordinates }, properties: { ...properties } });
const all = (...features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({ type: 'FeatureCollection', features });

describe('areas', () => {
  it('have one name, in the middle of the largest part', () => {
    const named = namePoints(all(feature([square(0, 0, 1), square(10, 50, 4)], { name: 'Town' })));
    expect(named.features).toHaveLength(1);
    expect(named.features[0]?.geometry).toEqual({ type: 'Point', coordinates: [12, 52] });
    expect(namePoints(all())).toEqual(all());
  });
  it('of a council are edges, and the rest a veil that its bounds leave out', () => {
    const told = all(feature([square(1, 51, 1)], { kind: 'own' }), feature([square(0, 50, 3)], { kind: 'scheme' }), feature([square(-12, 48, 17)], { kind: 'rest' }));
    const { edges, veil, bounds } = councilArea(told);
    expect([edges.features.length, veil.features.length]).toEqual([2, 1]);
    expect(bounds).toEqual([0, 50, 3, 53]);
    expect(boundsOf([])).toBeUndefined();
  });
});
