import { describe, expect, it } from 'vitest';
import { accuracy, byMethod, heldBack, shares, ships } from './backtest';

const pai = (value: number) => ({ value, low: value - 1, high: value + 1 });
const row = (method: string, length_share: number, value: number) => ({ method, words: `by ${method}`, baseline: method === 'counts', length_share, pai: pai(value), pei: pai(0.5), recaptured: pai(0.5) });

describe('backtest', () => {
  it('is told by method, at each share in order, with gaps left open', () => {
    const rows = [row('etas', 0.02, 8), row('etas', 0.01, 10), row('counts', 0.01, 9)];
    expect(shares(rows)).toEqual([0.01, 0.02]);
    expect(byMethod(rows).map((m) => [m.words, m.baseline, ...m.pai.map(accuracy)])).toEqual([
      ['by etas', false, '10.0 (9.0 to 11.0)', '8.0 (7.0 to 9.0)'],
      ['by counts', true, '9.0 (8.0 to 10.0)', ''],
    ]);
  });

  it('says which forecast ships and why', () => {
    const f = { month: '2026-02', ships_words: 'plain counts', best_words: 'a seasonal model', proved: false, months: 12 };
    expect(ships(f)).toBe('Risk for February 2026 comes from plain counts. The best of the forecasts tried, a seasonal model, was not surely better.');
    expect(ships({ ...f, ships_words: 'a seasonal model', proved: true })).toMatch(/surely better than every plain count/);
  });

  it('names the months held back', () => {
    expect(heldBack({ months: ['2025-02', '2025-03'], points: { rows: [] }, spread: { rows: [] } })).toMatch(/^2 months from February 2025 to March 2025/);
    expect(heldBack({ months: [], points: { rows: [] }, spread: { rows: [] } })).toBe('');
  });
});
