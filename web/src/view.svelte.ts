import type { Card } from './coverage';
import { format, parse, type Tab, type View } from './view';

/** The view that the address names, as state of the page. */
export const view: View = $state(parse(location.hash));

window.addEventListener('hashchange', () => Object.assign(view, parse(location.hash)));

/** Changes parts of the view without a new entry in the history (selection, map position). */
export function set(params: Record<string, string>): void {
  Object.assign(view.params, params);
  history.replaceState(null, '', format(view));
}

/** The link to another tab; the map stays where it is, but for Today, which turns to its routes. */
export function link(tab: Tab): string {
  const at = view.params['at'];
  return format({ tab, params: at && tab !== 'today' ? { at } : {} });
}

/** What the pointer is on, in list or map: a ward code, a hotspot id, a stop. */
export const hover: { id: string } = $state({ id: '' });

/** The stop chosen in list or map, as `officer/number`. */
export const picked: { id: string } = $state({ id: '' });

/** The cards of what was chosen, and the view they belong to: they go when that changes. */
export const facts: { cards: Card[]; of: string } = $state({ cards: [], of: '' });

/** What the facts depend on: another tab, day, period, PCSO or council makes them stale. */
export function subject(): string {
  return [view.tab, ...['date', 'officer', 'days', 'council', 'show', 'posts', 'with'].map((k) => view.params[k] ?? '')].join(' ');
}

export function showFacts(cards: Card[]): void {
  Object.assign(facts, { cards, of: subject() });
}

export function closeFacts(): void {
  Object.assign(facts, { cards: [], of: '' });
}

type Bounds = [number, number, number, number];

/** What a list asks the map to show: features of a layer, or a place; the map clears it once it has turned there. */
export const aim: { layer: string; key: string; id: string; bounds: Bounds | undefined } = $state({ layer: '', key: '', id: '', bounds: undefined });

export function lookAt(layer: string, key: string, id: string): void {
  Object.assign(aim, { layer, key, id });
}

export function lookAtBounds(bounds: Bounds | undefined): void {
  aim.bounds = bounds;
}
