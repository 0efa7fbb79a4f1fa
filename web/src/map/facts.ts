import type { Card } from '../coverage';
import { count, day, flag, km, length, points, residents, tenth, told, words } from '../format';

/** Lists come back from the map as JSON text. */
function list(v: unknown): unknown[] {
  try {
    const told: unknown = typeof v === 'string' ? JSON.parse(v) : v;
    return Array.isArray(told) ? told : [];
  } catch {
    return [];
  }
}

/** What the properties of a layer are called on the page, in the order in which they are told; others stay unsaid. */
const LABELS: [string, string, (v: unknown) => string][] = [
  ['pcso', 'PCSO', String],
  ['time', 'Time', String],
  ['kind', 'Kind', (v) => words(String(v))],
  ['class', 'Street class', (v) => words(String(v))],
  ['purpose_kind', 'Reason to visit', (v) => words(String(v))],
  ['purpose', 'Why', (v) => told(String(v))],
  ['action', 'What to do', String],
  ['residents', 'Residents', (v) => residents(Number(v))],
  ['incidents', 'Incidents', (v) => count(Number(v))],
  ['harm_share', 'Share of harm', (v) => tenth(Number(v))],
  ['mix', 'Mostly', (v) => list(v).slice(0, 3).map((m) => (Array.isArray(m) ? `${words(String(m[0]))} ${count(Number(m[1]))}` : String(m))).join(', ')],
  ['flags', 'Take care', (v) => list(v).map((f) => flag(String(f))).join(' ')],
  ['trend', 'Trend', (v) => words(String(v))],
  ['length_m', 'Length', (v) => length(Number(v))],
  ['risk_band', 'Risk band', (v) => words(String(v))],
  ['opening_hours', 'Open', String],
  ['community', 'Community', (v) => words(String(v))],
  ['last_visit', 'Last visited', (v) => day(String(v))],
  ['start', 'Shift starts', (v) => String(v).slice(11, 16)],
  ['end', 'Shift ends', (v) => String(v).slice(11, 16)],
  ['km', 'On foot', (v) => km(Number(v))],
  ['ride_km', 'By car', (v) => km(Number(v))],
  ['reward', 'Priority', (v) => points(Number(v))],
];

const TITLES: Record<string, string> = {
  'hotspots-fill': 'Hotspot',
  'assets-dot': 'Community place',
  'routes-line': 'Route',
  'rides-line': 'Ride',
  'walks-line': 'Walked stop',
  'stops-dot': 'Stop',
  'stops-number': 'Stop',
  streets: 'Street',
};

/** The facts of a feature as rows of words; empty and unknown values are left out. */
export function tell(layer: string, p: Record<string, unknown>): Card {
  const kind = TITLES[layer] ?? 'Place';
  const streets = list(p['streets']).slice(0, 3).join(', ');
  const number = layer === 'hotspots-fill' ? p['rank'] : p['seq'];
  const name = p['name'] || streets || (number == null ? p['pcso'] || p['officer'] : '') || '';
  const title = number == null ? kind : `${kind} ${String(number)}`;
  const rows = LABELS.flatMap(([key, label, say]): [string, string][] => {
    const v = p[key];
    if (v == null || v === '' || v === 'null') return [];
    const said = say(v);
    return said ? [[label, said]] : [];
  });
  return { title: name ? `${title}: ${String(name)}` : title, rows };
}
