/** Posts told in words: how many are asked for, what each wins, the card of an area, the lines of two small pictures. */
import type { Balance, Deployment, PostArea, PostStep, WhatIf } from './api';
import type { Card } from './coverage';
import { NB, NONE, about, count, km, share } from './format';

export const MOST_POSTS = 200;
const USUAL_POSTS = 4;

/** Posts that the address asks for: 1 to 200, four if it names none or no number. */
export function postsAsked(text: string | undefined): number {
  const n = Number(text);
  return text && Number.isInteger(n) && n >= 1 && n <= MOST_POSTS ? n : USUAL_POSTS;
}

/** A post's name in selections. */
export const postId = (post: unknown): string => `post/${String(post)}`;

/** Points of need, to three significant digits: they are an estimate. */
export function need(points: number): string {
  return points === 0 ? '0' : Number(points.toPrecision(3)).toLocaleString('en-GB');
}

/** "+1.2", "−0.4", "0". */
export function change(points: number): string {
  const told = need(Math.abs(points));
  return told === '0' ? '0' : `${points < 0 ? '−' : '+'}${told}`;
}

/** Ward names of an area: the first two, and how many more. */
export function wardsInWords(names: string[]): string {
  const more = names.length - 2;
  return more > 0 ? `${names.slice(0, 2).join(', ')} and ${more} more` : names.join(' and ') || 'no ward';
}

export function postCard(a: PostArea): Card {
  return {
    title: `Post ${a.post}: ${wardsInWords(a.ward_names)}`,
    rows: [
      ['Wards', a.ward_names.join(', ') || 'none'],
      ['Residents', about(a.residents)],
      ['Sets out from', a.base],
      ['Needs a car', a.needs_car ? 'yes' : 'no'],
      ['Uncovered need won', need(a.gain)],
      ['Why here', a.gain_words],
      ['Of each shift on the beat', share(a.shift_share_on_beat)],
      ['Streets', km(a.km)],
      ['One round takes', `${Math.round(a.round_hours * 10) / 10}${NB}hours`],
    ].filter(([, v]) => v !== '' && v !== NONE) as Card['rows'],
  };
}

/** What the posts win of what there is, as the answer to "what would so many win". */
export function answer(d: Pick<Deployment, 'posts' | 'won' | 'need'>): string {
  const what = `${count(d.posts)} ${d.posts === 1 ? 'post' : 'posts'}`;
  return d.need > 0 ? `${what} would win ${share(d.won / d.need)} of the uncovered need.` : `No need is uncovered: ${what} would win nothing.`;
}

/** Bars of what each further post adds, 0 to 1 of the most; `pays` is false from where another stops paying. */
export function stepBars(steps: PostStep[], until: number | null): { posts: number; height: number; pays: boolean }[] {
  const most = Math.max(...steps.map((s) => s.gain), 0);
  return steps.map((s) => ({ posts: s.posts, height: most > 0 ? Math.max(0, s.gain) / most : 0, pays: until == null || s.posts <= until }));
}

/** "4 posts win 12.3, one officer for each ward 9.8: 2.5 less." */
export function comparison(w: WhatIf): string {
  const [a, b] = w.won;
  const d = b - a;
  const less = need(Math.abs(d));
  return `${w.names[0]} win ${need(a)}, ${w.names[1]} ${need(b)}: ${less === '0' ? 'the same' : `${less} ${d < 0 ? 'less' : 'more'}`}.`;
}

/** The Lorenz curve in a square of 100 by 100, its origin at the lower left. */
export function lorenzPath(points: Balance['lorenz']): string {
  return points.map(([x, y], i) => `${i ? 'L' : 'M'}${(x * 100).toFixed(1)} ${(100 - y * 100).toFixed(1)}`).join('');
}

/** Wards with least and with most for their need, as many of each as asked; those within half a per cent stay out. */
export function unbalanced(b: Balance, many: number): Balance['wards'] {
  const known = b.wards.filter((w) => w.surplus != null && Math.abs(w.surplus) >= 0.005);
  const by = [...known].sort((x, y) => (x.surplus ?? 0) - (y.surplus ?? 0));
  return by.length <= 2 * many ? by : [...by.slice(0, many), ...by.slice(-many)];
}
