import { describe, expect, it } from 'vitest';
import type { HotspotHours, Limits, OfficerDays, Unpredictability } from './api';
import { planDate } from './day';
import { sortRows } from './sort';
import { againstLimit, bars, hotspotCard, hoursInWords, inShort, officerCard, unjudged, waiting } from './unpredict';

const plain = (s: string): string => s.replaceAll('\u00a0', ' ');
const limits: Limits = { entropy_share: 0.8, visits: 10, hours: 12, alike_share: 0.2, compared: 5, days: 6, words: [] };
const byHour = (...at: [number, number][]): number[] => Array.from({ length: 24 }, (_, h) => at.find((a) => a[0] === h)?.[1] ?? 0);
const spot: HotspotHours = { id: 'hs-1', rank: 3, name: 'High Street', settlement: 'Alderton', at: [0, 0], visits: 3, by_hour: byHour([9, 2], [14, 1]), entropy_share: null, verdict: 'too_few' };
const officer: OfficerDays = { officer: '7', label: 'Officer 7', days: 11, compared: 10, alike_on: ['2026-11-12', '2026-11-20', '2026-11-21'], alike_share: 0.3, verdict: 'misses' };
const none = { meets: 0, misses: 0, too_few: 0 };
const report = (published: number, hotspots = none, officers = none): Unpredictability => ({
  on: '2026-11-25', from: '2026-10-29', to: '2026-11-25', headline: '', hotspots: [], officers: [], limits,
  published: new Array<string>(published).fill('2026-11-25'),
  totals: { hotspots, not_visited: 0, visits: 0, officers, compared: 0, alike: 0 },
});

describe('a share against its limit', () => {
  const enough = (s: number) => s >= 0.8;
  const few = (s: number) => s <= 0.2;
  it('never reads as if it stood on the other side', () => {
    expect([0.796, 0.7999, 0.8, 0.87, 0.4].map((x) => plain(againstLimit(x, enough)))).toEqual(['79.6 %', '79.9 %', '80 %', '87 %', '40 %']);
    expect([0.2, 0.2004, 0.25, 0].map((x) => plain(againstLimit(x, few)))).toEqual(['20 %', '20.1 %', '25 %', '0 %']);
    expect(againstLimit(null, few)).toBe('–');
    for (let k = 0; k <= 2000; k += 1) {
      const x = k / 2000;
      for (const meets of [enough, few]) expect(meets(Number.parseFloat(againstLimit(x, meets)) / 100)).toBe(meets(x));
    }
  });
});

describe('hours', () => {
  it('are bars against the busiest of the row, and words', () => {
    expect(bars(spot.by_hour)).toEqual([{ hour: 9, height: 1 }, { hour: 14, height: 0.5 }]);
    expect(bars(byHour())).toEqual([]);
    expect(hoursInWords(spot.by_hour)).toBe('09:00 twice, 14:00 once');
    expect(hoursInWords(byHour([0, 3]))).toBe('00:00 3 times');
    expect(hoursInWords(byHour())).toBe('no visits');
  });
});

describe('what is missing', () => {
  it('says how many days are there and how many are needed', () => {
    expect(waiting(report(0))).toMatch(/^None of these 28 days has a published plan\..* At least 6 published days are needed\.$/);
    expect(waiting(report(1))).toMatch(/^1 of these 28 days has .* At least 5 more published days are needed\.$/);
    expect(waiting(report(5))).toMatch(/At least 1 more published day is needed\.$/);
    expect(waiting(report(9))).toMatch(/6 days of duty\.$/);
    expect(waiting(report(9, { ...none, meets: 1 }))).toBe('');
  });
  it('is told in short on the day', () => {
    expect(inShort(report(2))).toBe('too few published days to say');
    expect(inShort(report(9, { ...none, meets: 1 }))).toBe('within the limits');
    expect(inShort(report(9, { ...none, misses: 3 }, { ...none, misses: 1 }))).toBe('3 hotspots and 1 PCSO miss a limit');
    expect(inShort(report(9, none, { ...none, misses: 1 }))).toBe('1 PCSO misses a limit');
  });
  it('names those of whom nothing can be said', () => {
    expect(unjudged(report(9))).toBe('');
    expect(unjudged(report(9, { ...none, too_few: 1 }))).toBe('1 hotspot has too few visits or days to say.');
    expect(unjudged(report(9, { ...none, too_few: 38 }, { ...none, too_few: 4 }))).toBe('38 hotspots and 4 PCSOs have too few visits or days to say.');
  });
});

describe('cards', () => {
  it('have every figure in words', () => {
    expect(hotspotCard(spot, limits).title).toBe('Hotspot 3: High Street');
    expect(hotspotCard({ ...spot, rank: null }, limits).title).toBe('Hotspot no longer: High Street');
    expect(hotspotCard(spot, limits).rows.map(([, v]) => plain(v))).toEqual(['3', '09:00 twice, 14:00 once', '– of the most possible; the limit is 80 % or more', 'under 10 visits: too few to say']);
    const rows = officerCard(officer, limits).rows.map(([, v]) => plain(v));
    expect(officerCard(officer, limits).title).toBe('PCSO 7');
    expect(rows).toEqual(['11', '3 of 10; the limit is 20 % or fewer', '12 November 2026, 20 November 2026, 21 November 2026', 'misses limit']);
  });
});

describe('order of a table', () => {
  const rows = [{ n: 'b10', v: 2 }, { n: 'b2', v: null }, { n: 'a', v: 2 }, { n: 'c', v: 1 }];
  const names = (by: 'n' | 'v', down: boolean) => sortRows(rows, (r) => r[by], down, (r) => r.n).map((r) => r.n);
  it('keeps unknown last and equals in their order, and counts within words', () => {
    expect(names('v', false)).toEqual(['c', 'a', 'b10', 'b2']);
    expect(names('v', true)).toEqual(['a', 'b10', 'c', 'b2']);
    expect(names('n', false)).toEqual(['a', 'b2', 'b10', 'c']);
    expect(rows[0]?.n).toBe('b10');
  });
});

describe('the day that is shown first', () => {
  const county = (today: string, ...dates: string[]) => planDate({ today, plan_dates: dates.map((date) => ({ date, version: 1, status: 'published' })) });
  it('is today, or the newest published', () => {
    expect(county('2026-11-25', '2026-11-24', '2026-11-25', '2026-11-26')).toBe('2026-11-25');
    expect(county('2026-11-25', '2026-11-20', '2026-11-24')).toBe('2026-11-24');
    expect(county('2026-11-25')).toBe('2026-11-25');
  });
});
