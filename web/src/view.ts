/** The address holds the whole view: `#/today?date=2026-07-11&officer=O1&at=14/51.588/-2.998`. */

export type Tab = 'coverage' | 'hotspots' | 'today' | 'posts' | 'council';
export const TABS: { id: Tab; label: string }[] = [
  { id: 'coverage', label: 'Coverage' },
  { id: 'hotspots', label: 'Hotspots' },
  { id: 'today', label: 'Today' },
  { id: 'posts', label: 'Posts' },
  { id: 'council', label: 'Council' },
];

export interface View {
  tab: Tab;
  params: Record<string, string>;
}

export function parse(hash: string): View {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const tab = TABS.find((t) => t.id === path)?.id ?? 'coverage';
  return { tab, params: Object.fromEntries(new URLSearchParams(query)) };
}

export function format(view: View): string {
  const kept = Object.entries(view.params).filter(([, v]) => v !== '');
  const query = new URLSearchParams(kept).toString().replaceAll('%2F', '/');
  return `#/${view.tab}${query ? `?${query}` : ''}`;
}

/** Zoom, latitude and longitude as `14.0/51.58800/-2.99800`; nothing if it is not such a text. */
export function parseAt(text: string | undefined): { zoom: number; center: [number, number] } | undefined {
  const [zoom, lat, lon] = (text ?? '').split('/').map(Number);
  if (zoom == null || lat == null || lon == null) return undefined;
  if (![zoom, lat, lon].every(Number.isFinite) || Math.abs(lat) > 90 || Math.abs(lon) > 180) return undefined;
  return { zoom, center: [lon, lat] };
}

/** A stop's name in selections: `officer/number`. */
export const stopId = (officer: unknown, seq: unknown): string => `${String(officer)}/${String(seq)}`;
