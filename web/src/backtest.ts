/** The backtest told in words: what the forecast would have caught in months held back, beside plain counts. */
import type { Backtest, BacktestRow, Forecast } from './api';
import { month } from './format';

export interface MethodRow {
  method: string;
  words: string;
  baseline: boolean;
  /** The accuracy at each share of street length, in the order of `shares`. */
  pai: (BacktestRow['pai'] | undefined)[];
}

/** Shares of street length that were measured, smallest first. */
export function shares(rows: BacktestRow[]): number[] {
  return [...new Set(rows.map((r) => r.length_share))].sort((a, b) => a - b);
}

/** One row a method, in the order of the server, its accuracy at each share. */
export function byMethod(rows: BacktestRow[]): MethodRow[] {
  const at = shares(rows);
  const methods = [...new Set(rows.map((r) => r.method))];
  return methods.flatMap((method) => {
    const mine = rows.filter((r) => r.method === method);
    const [first] = mine;
    return first ? [{ method, words: first.words, baseline: first.baseline, pai: at.map((s) => mine.find((r) => r.length_share === s)?.pai) }] : [];
  });
}

/** "12.3 (11.0 to 13.6)": times as much harm as the same length of street has on average. */
export function accuracy(p: BacktestRow['pai'] | undefined): string {
  return p ? `${p.value.toFixed(1)} (${p.low.toFixed(1)} to ${p.high.toFixed(1)})` : '';
}

/** Which forecast stands behind the hotspots, and why. */
export function ships(f: Forecast): string {
  const best = f.best_words === f.ships_words ? '' : ` The best of the forecasts tried, ${f.best_words}, was not surely better.`;
  const why = f.proved ? ' It was surely better than every plain count at one, two and five per cent of the streets.' : best;
  return `Risk for ${month(f.month)} comes from ${f.ships_words}.${why}`;
}

/** From when to when months were held back. */
export function heldBack(b: Backtest): string {
  const [first, last] = [b.months[0], b.months[b.months.length - 1]];
  return first && last ? `${b.months.length} months from ${month(first)} to ${month(last)}, each forecast from those before it` : '';
}
