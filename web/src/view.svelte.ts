import { format, parse, type Tab, type View } from './view';

/** The view that the address names, as state of the page. */
export const view: View = $state(parse(location.hash));

window.addEventListener('hashchange', () => Object.assign(view, parse(location.hash)));

/** Changes parts of the view without a new entry in the history (selection, map position). */
export function set(params: Record<string, string>): void {
  Object.assign(view.params, params);
  history.replaceState(null, '', format(view));
}

/** The link to another tab; the map stays where it is. */
export function link(tab: Tab): string {
  return format({ tab, params: view.params['at'] ? { at: view.params['at'] } : {} });
}

/** What the pointer is on, in list or map: a ward code, a hotspot id, an officer. */
export const hover: { id: string } = $state({ id: '' });

/** The facts of what was clicked on the map. */
export const facts: { title: string; rows: [string, string][] } = $state({ title: '', rows: [] });

/** What a list asks the map to show; the map clears it once it has turned there. */
export const aim: { layer: string; key: string; id: string } = $state({ layer: '', key: '', id: '' });

export function lookAt(layer: string, key: string, id: string): void {
  Object.assign(aim, { layer, key, id });
}
