/** Coverage told in words: three parts of a ward's residents, and the cards of a ward and of an uncovered area. */
import type { AreaCoverage, Coverage, UncoveredArea } from './api';
import { NB, NONE, about, count, duration, length, residents, share, words } from './format';
import { SEEN_BREAKS, classOf } from './map/colour';

/** From this share of residents on, the map hatches what is not known over the colour of what is. */
export const MUCH_UNKNOWN = 1 / 3;

/** Seen in whole per cent, never rounded up into the class above: 9.6 % is drawn as "under 10 %" and reads 9 %. */
export function seenShare(x: number | null | undefined): string {
  if (x == null) return NONE;
  const whole = Math.round(x * 100) / 100;
  return classOf(whole, SEEN_BREAKS) === classOf(x, SEEN_BREAKS) ? share(x) : share(Math.floor(x * 100) / 100);
}

type Shares = Pick<AreaCoverage, 'seen_share' | 'unknown_share'>;

/** Seen, not known and not seen in whole per cent that together are 100; nothing if nothing is known. */
export function parts(w: Shares): { seen: number; unknown: number; unseen: number } | undefined {
  if (w.seen_share == null) return undefined;
  const seen = Number.parseInt(seenShare(w.seen_share).replace(/^\D+/, ''), 10) || 0;
  const unknown = Math.min(100 - seen, Math.round((w.unknown_share ?? 0) * 100));
  return { seen, unknown, unseen: 100 - seen - unknown };
}

/** "not known 82 % · not seen 0 %": what stands beside the share seen. */
export function rest(w: Shares): string {
  const p = parts(w);
  if (!p) return 'not known';
  return p.unknown > 0 ? `not known ${p.unknown}${NB}% · not seen ${p.unseen}${NB}%` : `not seen ${p.unseen}${NB}%`;
}

/** "seen 18 % · not known 82 % · not seen 0 %". */
export function threeParts(w: Shares): string {
  return w.seen_share == null ? 'not known' : `seen ${seenShare(w.seen_share)} · ${rest(w)}`;
}

export function muchUnknown(w: Shares): boolean {
  return w.seen_share != null && (w.unknown_share ?? 0) >= MUCH_UNKNOWN;
}

/** Posts of a ward: "1 of 2", "none", or a dash where nobody knows who covers whom. */
export function posts(w: Pick<AreaCoverage, 'scheme_share' | 'posts_funded' | 'posts_filled'>): string {
  if (w.scheme_share == null) return NONE;
  return w.posts_funded === 0 ? 'none' : `${w.posts_filled} of ${w.posts_funded}`;
}

export interface Card {
  title: string;
  rows: [string, string][];
}

const filled = (rows: [string, string][]): [string, string][] => rows.filter(([, v]) => v !== '' && v !== NONE);

/** A ward: how many live there, who was seen, who covers it. */
export function wardCard(w: AreaCoverage, c: Pick<Coverage, 'days' | 'schemes'>): Card {
  const names = w.schemes.map((id) => c.schemes.find((s) => s.id === id)?.name ?? id);
  const known = w.scheme_share != null;
  return {
    title: `Ward: ${w.name}`,
    rows: filled([
      ['Residents', residents(w.residents)],
      [`Recorded patrol within sight, last ${c.days} days`, threeParts(w)],
      ['Seen in the last 7 days', c.days === 7 ? '' : seenShare(w.seen_share_7)],
      ['Planned, from published plans', share(w.planned_share)],
      ['Days since last walked', w.days_unseen == null ? '' : count(w.days_unseen)],
      ['Patrol on record', w.seen_share == null ? '' : duration(w.minutes)],
      ['Who covers it', known ? names.join(', ') || 'no scheme' : ''],
      ['Posts filled', known ? posts(w) : ''],
      ['Hours a week owed per 1,000 residents', known && w.residents ? w.hours_per_1000?.toPrecision(2) ?? '' : ''],
    ]),
  };
}

export const gapDays = (u: UncoveredArea): string => (u.never ? `never in ${count(u.days_unseen)}` : count(u.days_unseen));

/** An uncovered area: where, how many, since when, why. */
export function gapCard(u: UncoveredArea): Card {
  const unknown = u.reason === 'not_recorded';
  return {
    title: `${unknown ? 'Not known' : 'No recorded patrol'}: ${u.name}`,
    rows: filled([
      ['Residents', about(u.residents)],
      ['Days since last walked', u.never ? `no patrol in the ${count(u.days_unseen)} days of records` : count(u.days_unseen)],
      ['Reason', words(u.reason)],
      ['Streets', length(u.length_m)],
    ]),
  };
}
