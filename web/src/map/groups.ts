/** Which layers each tab shows, and which of them a reader may switch on and off. */
import type { Tab } from '../view';

export type Group = 'uncovered' | 'hotspots' | 'assets' | 'routes' | 'streets';

const ROUTES = ['rides-line', 'routes-casing', 'routes-line', 'walks-casing', 'walks-line', 'routes-ticks', 'stops-on', 'stops-dot', 'stops-number'];

/** The layers of a group: at full strength on its own tab, as thin lines on others. */
function layersOf(group: Group, tab: Tab): string[] {
  if (group === 'uncovered') return ['uncovered-fill', 'uncovered-line', 'uncovered-streets'];
  if (group === 'hotspots') return tab === 'hotspots' ? ['hotspots-fill', 'hotspots-line', 'hotspots-on', 'hotspots-rank'] : tab === 'today' || tab === 'posts' ? ['hotspots-faint'] : ['hotspots-line', 'hotspots-on', 'hotspots-rank'];
  if (group === 'assets') return ['assets-dot'];
  if (group === 'routes') return ROUTES;
  return ['streets-casing', 'streets', 'names'];
}

/** What always shows. */
const FIXED: Record<Tab, string[]> = {
  coverage: ['wards-fill', 'wards-unknown', 'wards-part', 'wards-line', 'wards-on', 'wards-name'],
  hotspots: ['wards-line', 'wards-on'],
  today: ['wards-line'],
  posts: ['posts-fill', 'posts-line', 'posts-on', 'posts-name', 'wards-line', 'wards-on'],
  council: ['wards-line', 'veil-fill', 'own-line', 'own-scheme'],
};

/** What may be switched, in the order of the legend. No route is ever shown to a council. */
export const CHOICES: Record<Tab, Group[]> = {
  coverage: ['uncovered', 'hotspots', 'assets', 'routes', 'streets'],
  hotspots: ['hotspots', 'uncovered', 'assets', 'routes', 'streets'],
  today: ['routes', 'hotspots', 'uncovered', 'assets', 'streets'],
  posts: ['uncovered', 'hotspots', 'assets', 'streets'],
  council: ['streets'],
};

const USUAL: Record<Tab, Group[]> = {
  coverage: ['uncovered', 'streets'],
  hotspots: ['hotspots', 'assets', 'streets'],
  today: ['routes', 'hotspots', 'assets', 'streets'],
  posts: ['hotspots', 'streets'],
  council: ['streets'],
};

/** The groups that show: those of the address (`layers=uncovered,hotspots`), else the usual ones of the tab. */
export function shown(tab: Tab, chosen: string | undefined): Group[] {
  if (chosen == null || chosen === '') return USUAL[tab];
  const asked = chosen.split(',');
  return CHOICES[tab].filter((g) => asked.includes(g));
}

/** The address's word for the groups with one of them switched. */
export function toggled(tab: Tab, chosen: string | undefined, group: Group): string {
  const now = shown(tab, chosen);
  const next = now.includes(group) ? now.filter((g) => g !== group) : [...now, group];
  return next.join(',') || 'none';
}

export function visible(tab: Tab, groups: Group[]): Set<string> {
  return new Set([...FIXED[tab], ...groups.flatMap((g) => layersOf(g, tab))]);
}

const every: Group[] = ['uncovered', 'hotspots', 'assets', 'routes', 'streets'];
const tabs: Tab[] = ['coverage', 'hotspots', 'today', 'posts', 'council'];
export const SWITCHED = [...new Set(tabs.flatMap((t) => [...visible(t, every)]))];
