import { describe, expect, it } from 'vitest';
import type { AreaCoverage, UncoveredArea } from './api';
import { gapCard, muchUnknown, parts, posts, rest, seenShare, threeParts, wardCard } from './coverage';

const plain = (s: string): string => s.replaceAll('\u00a0', ' ');
const ward = (over: Partial<AreaCoverage>): AreaCoverage => ({
  code: 'W1', vintage: 2025, name: 'Town South', residents: 7712, scheme_share: 1, schemes: ['a'], posts_funded: 2, posts_filled: 1,
  hours_per_1000: 4.812, seen_share: 0.18, seen_share_7: 0.1, planned_share: null, unknown_share: 0.82, days_unseen: 11, minutes: 640,
  minutes_paid: 0, harm_share: 0, incidents_month: 0, ...over,
});

describe('who was seen', () => {
  it('tells what is not known apart from what was not seen', () => {
    expect(plain(threeParts({ seen_share: 0.18, unknown_share: 0.82 }))).toBe('seen 18 % · not known 82 % · not seen 0 %');
    expect(plain(rest({ seen_share: 0.4, unknown_share: 0 }))).toBe('not seen 60 %');
    expect(threeParts({ seen_share: null, unknown_share: 1 })).toBe('not known');
  });
  it('has three parts that are the whole', () => {
    for (const [s, u] of [[0.005, 0.9], [0.996, 0.004], [0.335, 0.335], [0, 0], [0.0996, 0.5]] as const) {
      const p = parts({ seen_share: s, unknown_share: u });
      expect(p && p.seen + p.unknown + p.unseen).toBe(100);
      expect(p && Math.min(p.seen, p.unknown, p.unseen)).toBeGreaterThanOrEqual(0);
    }
  });
  it('never reads as the class above the one it is drawn in', () => {
    expect([0.0963, 0.1, 0.243, 0.2476, 0.51].map((x) => plain(seenShare(x)))).toEqual(['9 %', '10 %', '24 %', '24 %', '51 %']);
  });
  it('hatches from a third', () => {
    expect(muchUnknown({ seen_share: 0.18, unknown_share: 0.82 })).toBe(true);
    expect(muchUnknown({ seen_share: 0.18, unknown_share: 0.2 })).toBe(false);
    expect(muchUnknown({ seen_share: null, unknown_share: 1 })).toBe(false);
  });
});

describe('cards', () => {
  it('tells of a ward who covers it, by the names of the schemes', () => {
    const rows = new Map(wardCard(ward({}), { days: 28, schemes: [{ id: 'a', name: 'Town wardens' }] as never }).rows);
    expect(rows.get('Who covers it')).toBe('Town wardens');
    expect(rows.get('Posts filled')).toBe('1 of 2');
    expect(rows.get('Hours a week owed per 1,000 residents')).toBe('4.8');
  });
  it('says nothing of cover that nobody knows, and of residents that nobody counted', () => {
    expect(posts(ward({ scheme_share: null, posts_funded: 0, posts_filled: 0 }))).toBe('–');
    expect(posts(ward({ posts_funded: 0, posts_filled: 0 }))).toBe('none');
    const rows = new Map(wardCard(ward({ scheme_share: null, residents: 0, schemes: [] }), { days: 28, schemes: [] }).rows);
    expect([...rows.keys()].filter((k) => /Who|Posts|Hours|Residents/.test(k))).toEqual([]);
  });
  it('tells an area without records as not known', () => {
    const gap: UncoveredArea = { id: 'u', name: 'Alderton', ward: null, length_m: 2400, residents: 5283, days_unseen: 56, never: true, reason: 'not_recorded', outline: [] };
    const card = gapCard(gap);
    expect(card.title).toBe('Not known: Alderton');
    expect(plain(new Map(card.rows).get('Residents') ?? '')).toBe('about 5,300');
  });
});
