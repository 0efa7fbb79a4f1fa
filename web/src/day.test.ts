import { describe, expect, it } from 'vitest';
import type { Item } from './api';
import { openMinutes, withSlack } from './day';

const t = (hm: string): string => `2026-11-25T${hm}:00+00:00`;
const item = (type: Item['type'], from: string, to: string, over: Partial<Item> = {}): Item => ({ type, begins: t(from), ends: t(to), ...over });

const day = [
  item('base', '07:30', '08:00', { label: 'Book-on and briefing' }),
  item('walk', '08:06', '08:11'),
  item('stop', '08:11', '09:00', { seq: 2 }),
  item('walk', '10:25', '10:30'),
  item('break', '10:30', '11:00', { place: 'Alderton police station' }),
  item('walk', '11:02', '11:15'),
  item('stop', '11:40', '11:50', { seq: 3 }),
];

describe('a day', () => {
  it('tells the long stretches that the plan leaves open, where they are spent and how long', () => {
    const slack = withSlack(day).filter((l) => l.type === 'slack');
    expect(slack).toEqual([
      { type: 'slack', begins: t('09:00'), ends: t('10:25'), near: 'stop 2' },
      { type: 'slack', begins: t('11:15'), ends: t('11:40'), near: 'stop 3' },
    ]);
  });
  it('never counts travel, and keeps every item in its order', () => {
    expect(openMinutes(day)).toBe(6 + 85 + 2 + 25);
    expect(withSlack(day).filter((l) => l.type !== 'slack')).toEqual(day);
    expect(withSlack([])).toEqual([]);
  });
});
