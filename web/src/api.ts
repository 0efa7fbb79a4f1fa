/** What the server answers, and one way to ask it. */

export interface County {
  name: string;
  bounds: [number, number, number, number];
  sources: Record<string, string>;
  missing_months: string[];
  today: string;
  plan_dates: { date: string; version: number; status: string }[];
}

export interface AreaCoverage {
  code: string;
  vintage: string | number;
  name: string;
  residents: number | null;
  scheme_share: number | null;
  schemes: string[];
  posts_funded: number;
  posts_filled: number;
  hours_per_1000: number | null;
  seen_share: number | null;
  seen_share_7: number | null;
  planned_share: number | null;
  unknown_share: number | null;
  days_unseen: number | null;
  minutes: number;
  minutes_paid: number;
  harm_share: number | null;
  incidents_month: number | null;
}

export interface SchemeDelivery {
  id: string;
  name: string;
  funded: number;
  filled: number;
  hours_owed: number;
  hours_delivered: number;
  hours_abstracted: number;
  cap_pct: number | null;
  over_cap: boolean;
  vacant_days: number | null;
  refund_due: boolean;
}

export interface Reach {
  community: string;
  places: number;
  groups: number;
  last_contact: string | null;
  by: string | null;
  days: number | null;
}

/** A cluster of streets without a recorded patrol in the period asked for. */
export interface UncoveredArea {
  id: string;
  name: string;
  ward: string | null;
  length_m: number;
  residents: number;
  days_unseen: number;
  never: boolean;
  reason: string;
  outline: [number, number][];
}

export interface Coverage {
  headline: string;
  on: string;
  days: number;
  wards: AreaCoverage[];
  parishes: AreaCoverage[];
  overlaps: { code: string; schemes: string[] }[];
  schemes: SchemeDelivery[];
  reach: Reach[];
  notes: string[];
  uncovered: UncoveredArea[];
  balance: Balance;
  overlap: Overlap;
}

export interface Hotspot {
  id: string;
  rank: number;
  score: number;
  harm_share: number;
  trend: string;
  incidents: number;
  length_m: number;
  streets: string[];
  mix: [string, number][];
  months: [string, string];
  flags: string[];
  /** The month from which on it has been one. */
  since: string;
  months_hot: number;
  visit_min: number;
}

export interface Measured {
  value: number;
  low: number;
  high: number;
}

export interface BacktestRow {
  method: string;
  words: string;
  baseline: boolean;
  length_share: number;
  pai: Measured;
  pei: Measured;
  recaptured: Measured;
}

export interface Backtest {
  months: string[];
  points: { rows: BacktestRow[] };
  spread: { rows: BacktestRow[] };
}

export interface Forecast {
  month: string;
  ships_words: string;
  best_words: string;
  proved: boolean;
  months: number;
}

export interface Hotspots {
  headline: string;
  hotspots: Hotspot[];
  notes: string[];
  gone: { id: string; streets: string[]; last: string }[];
  forecast: Forecast | null;
  backtest: Backtest | null;
}

export type Verdict = 'meets' | 'misses' | 'too_few';

/** When the published plans of 28 days visit a hotspot. */
export interface HotspotHours {
  id: string;
  rank: number | null;
  name: string;
  settlement: string;
  at: [number, number];
  visits: number;
  by_hour: number[];
  entropy_share: number | null;
  verdict: Verdict;
}

/** How the days of a PCSO begin. */
export interface OfficerDays {
  officer: string;
  label: string;
  days: number;
  compared: number;
  alike_on: string[];
  alike_share: number | null;
  verdict: Verdict;
}

export interface Tally {
  meets: number;
  misses: number;
  too_few: number;
}

export interface Limits {
  entropy_share: number;
  visits: number;
  hours: number;
  alike_share: number;
  compared: number;
  days: number;
  words: string[];
}

export interface Unpredictability {
  on: string;
  from: string;
  to: string;
  published: string[];
  headline: string;
  hotspots: HotspotHours[];
  officers: OfficerDays[];
  totals: { hotspots: Tally; not_visited: number; visits: number; officers: Tally; compared: number; alike: number };
  limits: Limits;
}

export interface Item {
  type: 'base' | 'walk' | 'ride' | 'stop' | 'break';
  begins: string;
  ends: string;
  label?: string;
  place?: string;
  km?: number;
  seq?: number;
  demand?: string;
  kind?: string;
  purpose_kind?: string;
  purpose?: string;
  action?: string[];
  reward?: number;
  name?: string;
  lon?: number;
  lat?: number;
  line?: [number, number][];
}

export interface Route {
  officer: string;
  label: string;
  team: string;
  scheme: string;
  base_name: string;
  start: string;
  end: string;
  km: number;
  ride_km: number;
  reward: number;
  minutes: Record<string, number>;
  items: Item[];
}

export interface LeftOut {
  demand: string;
  kind: string;
  name: string;
  reward: number;
  reason: string;
  cost: number | null;
}

export interface Plan {
  id: string;
  version: number;
  status: string;
  date: string;
  seed: number;
  iterations: number;
  reward: number;
  notes: string[];
  facts: Record<string, string>;
  routes: Route[];
  left_out: LeftOut[];
}

export interface CouncilArea {
  code: string;
  name: string;
  residents: number | null;
  minutes_28: number | null;
  seen_share: number | null;
  unknown_share: number | null;
}

/** A scheme to which a council pays: the figures are the whole scheme's, `share` is the council's part of them. */
export interface CouncilScheme extends SchemeDelivery {
  share: number;
  posts_paid: number;
  hours_owed_paid: number;
  purpose: string;
  /** Areas of the scheme beyond the council's own. */
  wards: CouncilArea[];
}

export interface Council {
  id: string;
  name: string;
  schemes: CouncilScheme[];
  /** Its own area. */
  wards: CouncilArea[];
  headline: string;
  footnote: string;
}

/** An area drawn for a post. */
export interface PostArea {
  post: number;
  ward_names: string[];
  wards: string[];
  residents: number;
  base: string;
  needs_car: boolean;
  gain: number;
  need: number;
  gain_words: string;
  shift_share_on_beat: number;
  round_hours: number;
  km: number;
}

/** What some posts win together, and the last of them. */
export interface PostStep {
  posts: number;
  won: number;
  gain: number;
}

export interface WardOutcome {
  code: string;
  name: string;
  residents: number;
  need: number;
  posts: [number, number];
  minutes: [number, number];
  won: [number, number];
  change: number;
}

export interface WhatIf {
  names: [string, string];
  posts: [number, number];
  won: [number, number];
  wards: WardOutcome[];
}

export interface Deployment {
  posts: number;
  on_duty: number;
  on_duty_words: string;
  won: number;
  need: number;
  steps: PostStep[];
  pays_until: number | null;
  pays_words: string;
  notes: string[];
  areas: GeoJSON.FeatureCollection<GeoJSON.Geometry, PostArea>;
  what_if: WhatIf | null;
}

/** Need against supply: shares of one, wards with least for their need first. */
export interface Balance {
  gini: number | null;
  lorenz: [number, number][];
  by_record: boolean;
  wards: { code: string; name: string; need_share: number; minutes_share: number | null; surplus: number | null }[];
  words: string;
}

export interface Overlap {
  paid_twice: { name: string; schemes: string[]; km: number; residents: number }[];
  outside: { scheme: string; minutes: number; share: number; wards: [string, number][] }[];
  unvisited: { code: string }[];
}

/** A refusal by the server, in its own words where it gave some. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const answers = new Map<string, Promise<unknown>>();

async function ask<T>(path: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { accept: 'application/json, application/geo+json' } });
  } catch {
    throw new ApiError(0, 'The Footbeat server does not answer. Check that it still runs, then try again.');
  }
  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as { detail?: string; title?: string };
    throw new ApiError(response.status, problem.detail ?? problem.title ?? `The server answered ${response.status}.`);
  }
  return (await response.json()) as T;
}

/** Asks once and keeps the answer, so that changing tabs is immediate; failures are asked again. */
function get<T>(path: string): Promise<T> {
  const known = answers.get(path);
  if (known) return known as Promise<T>;
  const answer = ask<T>(path);
  answers.set(path, answer);
  answer.catch(() => answers.delete(path));
  return answer;
}

const q = encodeURIComponent;

export const api = {
  county: () => get<County>('/api/county'),
  coverage: (days: number) => get<Coverage>(`/api/coverage?days=${days}`),
  hotspots: () => get<Hotspots>('/api/hotspots'),
  plan: (date: string) => get<Plan>(`/api/plan?date=${q(date)}`),
  unpredictability: (date: string) => get<Unpredictability>(`/api/unpredictability?date=${q(date)}`),
  deploy: (posts: number, other?: string) => get<Deployment>(`/api/deploy?posts=${posts}${other ? `&what_if=${q(other)}` : ''}`),
  councils: () => get<{ id: string; name: string }[]>('/api/councils'),
  council: (id: string) => get<Council>(`/api/councils/${q(id)}`),
  councilArea: (id: string) => get<GeoJSON.FeatureCollection>(`/api/councils/${q(id)}/area`),
  uncoveredStreets: (days: number) => get<GeoJSON.FeatureCollection>(`/api/coverage/streets?days=${days}`),
  layer: (name: string) => get<GeoJSON.FeatureCollection>(`/collections/${name}/items?limit=10000`),
};
