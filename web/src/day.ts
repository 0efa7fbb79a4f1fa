/** A PCSO's day with what the plan leaves open: the time between leaving one place and setting out for the next. */
import type { County, Item } from './api';
import { minutesBetween } from './format';

/** Shorter gaps are the give of any timetable and are not told, minutes. */
export const LEAST_SLACK = 10;

export type Line = Item | { type: 'slack'; begins: string; ends: string; near: string };

const at = (i: Item): string => (i.type === 'stop' ? `stop ${i.seq}` : i.type === 'base' ? 'the base' : i.place || '');

/** Where somebody is between two items: where they last were; after a way, where it led. */
function near(items: Item[], k: number): string {
  const before = items[k];
  if (!before) return '';
  if (before.type !== 'walk' && before.type !== 'ride') return at(before);
  const next = items[k + 1];
  return next ? at(next) : '';
}

/** The items of a day with the unplanned stretches between them. Ways are items, so travel is never slack. */
export function withSlack(items: Item[]): Line[] {
  return items.flatMap((item, k): Line[] => {
    const next = items[k + 1];
    if (!next || minutesBetween(item.ends, next.begins) < LEAST_SLACK) return [item];
    return [item, { type: 'slack', begins: item.ends, ends: next.begins, near: near(items, k) }];
  });
}

/** Minutes of a day that the plan leaves open, short gaps too. */
export function openMinutes(items: Item[]): number {
  return items.reduce((sum, item, k) => {
    const next = items[k + 1];
    return next ? sum + Math.max(0, minutesBetween(item.ends, next.begins)) : sum;
  }, 0);
}

/** The day that is shown when the address names none: today's plan, or else the newest that is published. */
export function planDate(county: Pick<County, 'plan_dates' | 'today'>): string {
  const dates = county.plan_dates.map((p) => p.date).sort();
  return dates.includes(county.today) ? county.today : (dates[dates.length - 1] ?? county.today);
}
