import { describe, expect, it } from 'vitest';
import { answer, change, comparison, lorenzPath, need, postsAsked, stepBars, unbalanced, wardsInWords } from './posts';

describe('posts', () => {
  it('takes the number of posts from the address, and none that cannot be', () => {
    expect(['7', '200', undefined, '', '0', '201', '2.5', 'x'].map(postsAsked)).toEqual([7, 200, 4, 4, 4, 4, 4, 4]);
  });

  it('tells points as estimates, with their sign where they are a change', () => {
    expect([need(12345.6), need(0.12345), need(0)]).toEqual(['12,300', '0.123', '0']);
    expect([change(-2.5), change(1), change(0)]).toEqual(['−2.5', '+1', '0']);
  });

  it('names two wards and counts the rest', () => {
    expect(wardsInWords(['A', 'B', 'C', 'D'])).toBe('A, B and 2 more');
    expect(wardsInWords(['A', 'B'])).toBe('A and B');
    expect(wardsInWords([])).toBe('no ward');
  });

  it('says what share of the need is won', () => {
    expect(answer({ posts: 1, won: 1, need: 4 })).toBe('1 post would win 25\u00a0% of the uncovered need.');
    expect(answer({ posts: 3, won: 0, need: 0 })).toMatch(/No need is uncovered/);
  });

  it('scales bars to the largest gain and marks where another stops paying', () => {
    const steps = [
      { posts: 1, won: 4, gain: 4 },
      { posts: 2, won: 6, gain: 2 },
      { posts: 3, won: 6, gain: 0 },
    ];
    expect(stepBars(steps, 2)).toEqual([
      { posts: 1, height: 1, pays: true },
      { posts: 2, height: 0.5, pays: true },
      { posts: 3, height: 0, pays: false },
    ]);
    expect(stepBars([{ posts: 1, won: 0, gain: 0 }], null)[0]?.height).toBe(0);
  });

  it('compares two deployments in a sentence', () => {
    const w = { names: ['4 posts', '3 posts'] as [string, string], posts: [4, 3] as [number, number], won: [10, 7.5] as [number, number], wards: [] };
    expect(comparison(w)).toBe('4 posts win 10, 3 posts 7.5: 2.5 less.');
    expect(comparison({ ...w, won: [5, 5] })).toMatch(/the same/);
  });

  it('draws the curve from the lower left', () => {
    expect(lorenzPath([[0, 0], [0.5, 0.2], [1, 1]])).toBe('M0.0 100.0L50.0 80.0L100.0 0.0');
  });

  it('picks the wards that explain the imbalance', () => {
    const ward = (name: string, surplus: number | null) => ({ code: name, name, need_share: 0.1, minutes_share: 0.1, surplus });
    const b = { gini: 0.2, lorenz: [], by_record: true, words: '', wards: [ward('a', -0.2), ward('b', 0.001), ward('c', null), ward('d', 0.1), ward('e', -0.05), ward('f', 0.3)] };
    expect(unbalanced(b, 1).map((w) => w.name)).toEqual(['a', 'f']);
    expect(unbalanced(b, 2).map((w) => w.name)).toEqual(['a', 'e', 'd', 'f']);
  });
});
