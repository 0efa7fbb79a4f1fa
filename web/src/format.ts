/** Figures, dates and codes in the words of the page. */

export const NONE = '–';
/** Between a figure and its unit no line may break. */
export const NB = '\u00a0';

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** 6,210; a dash for what is not known. */
export function count(n: number | null | undefined): string {
  return n == null ? NONE : Math.round(n).toLocaleString('en-GB');
}

/** Residents: nobody lives in no ward that is drawn, so nought is a count that is not known. */
export function residents(n: number | null | undefined): string {
  return n ? count(n) : NONE;
}

/** An estimate: "about 5,300", to two significant digits. */
export function about(n: number | null | undefined): string {
  return n ? `about${NB}${count(Number(n.toPrecision(2)))}` : NONE;
}

/** A share of one as a percentage: whole above 1 %, "under 1 %" for traces, so that little never reads as nothing. */
export function share(x: number | null | undefined): string {
  if (x == null) return NONE;
  const p = x * 100;
  if (p > 0 && p < 1) return `under 1${NB}%`;
  if (p > 99 && p < 100) return `over 99${NB}%`;
  return `${Math.round(p)}${NB}%`;
}

/** A share of one to a tenth of a per cent, for lists in which most shares are small. */
export function tenth(x: number | null | undefined): string {
  return x == null ? NONE : `${(Math.round(x * 1000) / 10).toFixed(1)}${NB}%`;
}

/** Hours to the nearest whole one from ten, to a tenth below. */
export function hours(h: number | null | undefined): string {
  if (h == null) return NONE;
  return Math.abs(h) >= 10 ? count(h) : String(Math.round(h * 10) / 10);
}

/** Kilometres to a tenth. */
export function km(x: number | null | undefined): string {
  return x == null ? NONE : `${(Math.round(x * 10) / 10).toFixed(1)}${NB}km`;
}

/** Metres, to two significant digits; kilometres from 1,000 m. */
export function length(m: number): string {
  return m >= 1000 ? km(m / 1000) : `${Math.round(m / 10) * 10}${NB}m`;
}

/** "11 July 2026" from an ISO date or the start of an RFC 3339 time; other text is left as it is. */
export function day(iso: string | null | undefined): string {
  const m = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? '');
  if (!m) return iso || NONE;
  return `${Number(m[3])} ${months[Number(m[2]) - 1]} ${m[1]}`;
}

/** "Saturday 11 July 2026". */
export function longDay(iso: string): string {
  const d = new Date(`${iso}T12:00:00Z`);
  return Number.isNaN(d.getTime()) ? iso : `${weekdays[d.getUTCDay()]} ${day(iso)}`;
}

/** "May 2026" from 2026-05. */
export function month(iso: string): string {
  const m = /^(\d{4})-(\d{2})$/.exec(iso);
  return m ? `${months[Number(m[2]) - 1]} ${m[1]}` : iso;
}

/** The clock at the place: read from the text, never shifted to the reader's own time zone. */
export function clock(rfc3339: string): string {
  return /T(\d{2}:\d{2})/.exec(rfc3339)?.[1] ?? rfc3339;
}

/** Minutes between two RFC 3339 times. */
export function minutesBetween(a: string, b: string): number {
  return Math.round((Date.parse(b) - Date.parse(a)) / 60_000);
}

/** "3 h 20 min". */
export function duration(minutes: number): string {
  const h = Math.floor(minutes / 60);
  const m = Math.round(minutes % 60);
  if (h === 0) return `${m}${NB}min`;
  return m === 0 ? `${h}${NB}h` : `${h}${NB}h${NB}${m}${NB}min`;
}

/** Priority in points: the plan counts thousandths. */
export function points(milli: number | null | undefined): string {
  return milli == null ? NONE : count(milli / 1000);
}

const known: Record<string, string> = {
  priority_area: 'Priority area',
  local_priority: 'Local priority',
  emerging_risk: 'Emerging risk',
  no_post: 'no post covers it',
  vacant: 'its post is vacant',
  abstracted: 'its PCSO was off the beat',
  drawn_elsewhere: 'its PCSOs were drawn elsewhere',
  out_of_reach: 'out of reach on foot and no car',
  closed_by_time: 'closed or unlit in the hours worked',
  not_recorded: 'patrols there left no record',
  uncovered: 'No recorded patrol',
};

/** A code such as `vehicle-crime` as words; names that are already words pass through. */
export function words(code: string | null | undefined): string {
  if (!code) return NONE;
  const told = known[code];
  if (told) return told;
  const text = code.replaceAll(/[-_]+/g, ' ').replace(/\banti social\b/i, 'anti-social');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** ISO dates and months inside a sentence as people write them: 2026-11-07 is 7 November 2026, 2026-02 February 2026. */
export function plainDates(text: string): string {
  return text
    .replaceAll(/\b\d{4}-(?:0[1-9]|1[0-2])-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?\b/g, (d) => day(d))
    .replaceAll(/\b\d{4}-(?:0[1-9]|1[0-2])\b(?![-\d])/g, (m) => month(m));
}

/**
 * A sentence of the server as the page tells it: dates in words, thousands parted, no break between a figure and its
 * unit, and the people who patrol by their name.
 */
export function told(text: string | null | undefined): string {
  return pcso(plainDates(text ?? ''))
    .replaceAll(/(?<![\w.,-])\d{5,}(?![\w,-])/g, (n) => count(Number(n)))
    .replaceAll(/(\d) (?=(?:%|km|m|min|minutes|hours|h|days|residents|posts?)(?![\w]))/g, `$1${NB}`);
}

/** "PCSO 3" for "Officer 3", and the like. */
export function pcso(text: string): string {
  return text.replaceAll(/\bOfficer (?=\d)/g, 'PCSO ').replaceAll(/\b([Aa])n officer-day\b/g, '$1 PCSO-day').replaceAll(/\bofficer-day(s?)\b/g, 'PCSO-day$1');
}

const kinds: Record<string, string> = {
  hotspot: 'Hotspot',
  asset: 'Visit due',
  concern: 'Concern of residents',
  tasking: 'Tasking',
  engagement: 'Engagement',
  uncovered: 'Streets not seen',
  house_to_house: 'House to house',
  cordon: 'Cordon',
  reassurance: 'Reassurance',
};

/** What kind of stop it is. */
export function stopKind(kind: string | null | undefined): string {
  return kinds[kind ?? ''] ?? words(kind);
}

const sources: Record<string, string> = { lsoas: 'LSOAs', osm: 'Streets', analysis: 'Worked out' };

/** What a source of data is called in the footer. */
export function sourceWords(id: string): string {
  return sources[id] ?? words(id);
}

/** "Fenmark Constabulary 2026-02" as "Fenmark Constabulary published no crimes for February 2026", one sentence a force. */
export function missing(entries: string[]): string[] {
  const by = new Map<string, string[]>();
  for (const entry of entries) {
    const m = /^(.*?)\s*(\d{4}-\d{2})$/.exec(entry);
    const who = m ? (m[1] ?? '') : entry;
    by.set(who, [...(by.get(who) ?? []), ...(m?.[2] ? [m[2]] : [])]);
  }
  return [...by].map(([who, list]) => {
    const at = list.sort().map(month);
    const when = at.length > 3 ? `${at.length} months between ${at[0]} and ${at[at.length - 1]}` : at.join(', ').replace(/, ([^,]*)$/, ' and $1');
    if (at.length === 0) return `Not published: ${who}`;
    return who ? `${who} published no crimes for ${when}` : `No crimes were published for ${when}`;
  });
}

const near: Record<string, string> = { prison: 'a prison', police_station: 'a police station', hospital: 'a hospital', airport: 'an airport', court: 'a court', dual_carriageway: 'a dual carriageway' };

/** A flag of a hotspot as a reason why no rule may send anybody there. */
export function flag(code: string): string {
  const place = near[code] ?? near[code.replace(/^near_/, '')];
  return place ? `Near ${place}: a person decides whether to send anybody.` : `${words(code)}: a person decides whether to send anybody.`;
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}
