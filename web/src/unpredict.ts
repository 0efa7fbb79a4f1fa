/** Unpredictability told in words: hours of arrival, beginnings of days, and how they stand to their limits. */
import type { HotspotHours, Limits, OfficerDays, Unpredictability, Verdict } from './api';
import type { Card } from './coverage';
import { NB, NONE, count, day, pcso, plural } from './format';

/**
 * A share in whole per cent, or to a tenth where a whole would stand on the other side of its limit: 79.6 % misses
 * 80 % and must not read as 80 %.
 */
export function againstLimit(x: number | null, meets: (share: number) => boolean): string {
  if (x == null) return NONE;
  const whole = Math.round(x * 100);
  if (meets(whole / 100) === meets(x)) return `${whole}${NB}%`;
  const [low, high] = [Math.floor(x * 1000), Math.ceil(x * 1000)];
  return `${((meets(low / 1000) === meets(x) ? low : high) / 10).toFixed(1)}${NB}%`;
}

export const spread = (h: HotspotHours, limits: Limits): string => againstLimit(h.entropy_share, (s) => s >= limits.entropy_share);
export const alike = (o: OfficerDays, limits: Limits): string => againstLimit(o.alike_share, (s) => s <= limits.alike_share);

const VERDICTS: Record<Verdict, string> = { meets: 'meets limit', misses: 'misses limit', too_few: 'too few' };
export const verdict = (v: Verdict): string => VERDICTS[v];

const per = (share: number): string => `${Math.round(share * 100)}${NB}%`;
const hour = (h: number): string => `${String(h).padStart(2, '0')}:00`;

/** "09:00 twice, 14:00 once": what the bars show, for those who read or hear them. */
export function hoursInWords(byHour: readonly number[]): string {
  const times = (n: number) => (n === 1 ? 'once' : n === 2 ? 'twice' : `${count(n)} times`);
  const told = byHour.flatMap((n, h) => (n > 0 ? [`${hour(h)} ${times(n)}`] : []));
  return told.join(', ') || 'no visits';
}

export interface Bar {
  hour: number;
  /** Part of the row's busiest hour, 0 to 1. */
  height: number;
}

/** A bar for each hour with a visit, against the busiest hour of the same row: evenness is what counts, not number. */
export function bars(byHour: readonly number[]): Bar[] {
  const most = Math.max(...byHour, 0);
  return byHour.flatMap((n, h) => (n > 0 ? [{ hour: h, height: n / most }] : []));
}

/** What is missing before anything can be said; nothing once something is judged. */
export function waiting(r: Unpredictability): string {
  const { hotspots, officers } = r.totals;
  if (hotspots.meets + hotspots.misses + officers.meets + officers.misses > 0) return '';
  const have = r.published.length;
  const has = have === 0 ? 'None of these 28 days has' : `${count(have)} of these 28 days ${have === 1 ? 'has' : 'have'}`;
  const more = Math.max(0, r.limits.days - have);
  const need = more > 0 ? ` At least ${plural(more, have > 0 ? 'more published day is' : 'published day is', have > 0 ? 'more published days are' : 'published days are')} needed.` : '';
  return `${has} a published plan. A hotspot is judged from ${r.limits.visits} planned visits on, a PCSO from ${r.limits.days} days of duty.${need}`;
}

/** "3 hotspots and 1 PCSO miss a limit": for a line on the day's page. */
export function inShort(r: Unpredictability): string {
  if (waiting(r)) return 'too few published days to say';
  const missed = both(r, 'misses');
  if (!missed) return 'within the limits';
  return `${missed.words} ${missed.n === 1 ? 'misses' : 'miss'} a limit`;
}

/** "38 hotspots and 4 PCSOs have too few visits or days to say": what the answer leaves out. */
export function unjudged(r: Unpredictability): string {
  const few = both(r, 'too_few');
  return few ? `${few.words} ${few.n === 1 ? 'has' : 'have'} too few visits or days to say.` : '';
}

function both({ totals: { hotspots, officers } }: Unpredictability, of: Verdict): { words: string; n: number } | undefined {
  const n = hotspots[of] + officers[of];
  if (n === 0) return undefined;
  const parts = [...(hotspots[of] ? [plural(hotspots[of], 'hotspot')] : []), ...(officers[of] ? [plural(officers[of], 'PCSO')] : [])];
  return { words: parts.join(' and '), n };
}

export function hotspotCard(h: HotspotHours, limits: Limits): Card {
  return {
    title: `${h.rank == null ? 'Hotspot no longer' : `Hotspot ${h.rank}`}: ${h.name}`,
    rows: [
      ['Planned visits in 28 days', count(h.visits)],
      ['Arrivals by hour', hoursInWords(h.by_hour)],
      ['Spread of hours', `${spread(h, limits)} of the most possible; the limit is ${per(limits.entropy_share)} or more`],
      ['Verdict', h.verdict === 'too_few' ? `under ${limits.visits} visits: too few to say` : verdict(h.verdict)],
    ],
  };
}

export function officerCard(o: OfficerDays, limits: Limits): Card {
  return {
    title: pcso(o.label),
    rows: [
      ['Days of duty in 28 days', count(o.days)],
      ['Begin with the stops of the day before', `${count(o.alike_on.length)} of ${count(o.compared)}; the limit is ${per(limits.alike_share)} or fewer`],
      ...(o.alike_on.length ? [['On', o.alike_on.map(day).join(', ')] as [string, string]] : []),
      ['Verdict', o.verdict === 'too_few' ? `under ${limits.compared} comparisons: too few to say` : verdict(o.verdict)],
    ],
  };
}
