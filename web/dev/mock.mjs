// Development aid only: serves web/dist with made-up answers, so that the page can be looked at without a county.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';

const W = -3.05, S = 51.56, names = 'Alder Vale,Beacon,Castle,Dock Road,Eastgate,Ferry,Grange,Holm'.split(',');
const wards = names.map((name, i) => ({ code: `W0${i}`, vintage: '2024', name, residents: 4200 + 731 * i, scheme_share: 1, schemes: ['S1'], posts_funded: i === 5 ? 0 : 1, posts_filled: i % 3 ? 1 : 0, hours_per_1000: 2, seen_share: i === 6 ? null : i / 8, seen_share_7: 0.2, planned_share: 0.3, unknown_share: 0.1, days_unseen: i === 6 ? null : 3 * i, minutes: 300, minutes_paid: 200, harm_share: 0.1, incidents_month: 40 }));
const sq = (x, y, w, h) => ({ type: 'Polygon', coordinates: [[[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]]] });
const f = (geometry, properties) => ({ type: 'Feature', geometry, properties });
const at = (i) => [W + 0.0225 * (i % 4), S + 0.02 * Math.floor(i / 4)];
const scheme = { id: 'S1', name: 'Town wardens', funded: 4, filled: 3, hours_owed: 592, hours_delivered: 401.5, hours_abstracted: 88, cap_pct: 10, over_cap: true, vacant_days: 47, refund_due: true, share: 0.15, posts_paid: 0.6, hours_owed_paid: 88.8, purpose: 'Be seen in the town', wards: [] };
const gaps = [{ id: 'U1', name: 'Castle', ward: null, length_m: 2400, residents: 800, days_unseen: 40, never: false, reason: 'no_post', outline: sq(W + 0.05, S + 0.003, 0.012, 0.006).coordinates[0] }];
const t = (m) => `2026-07-11T${String(8 + Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}:00+01:00`;
const routes = [0, 1, 2].map((k) => ({ officer: `O${k}`, label: `PCSO 71${k}`, team: 'T1', scheme: 'S1', base_name: 'Central station', start: t(60 * k), end: t(60 * k + 480), km: 8.4, ride_km: k, reward: 41000, minutes: {}, items: [{ type: 'base', begins: t(60 * k), ends: t(60 * k + 15), label: 'Book on' }, ...[0, 1, 2, 3].flatMap((s) => [{ type: 'walk', begins: t(60 * k + 15 + s * 100), ends: t(60 * k + 45 + s * 100), km: 1.2 }, { type: 'stop', begins: t(60 * k + 45 + s * 100), ends: t(60 * k + 60 + s * 100), seq: s + 1, demand: `D${s}`, kind: 'hotspot', purpose_kind: 'priority_area', purpose: 'Fourth of 40 hotspots: 3 % of harm in the last 12 months.', action: ['Walk both sides of the street.', 'Speak to shop staff.'], reward: 9000, name: `${names[s + k]} High Street`, lon: W + 0.01 + 0.02 * s, lat: S + 0.008 + 0.011 * k }]), { type: 'base', begins: t(60 * k + 460), ends: t(60 * k + 480), label: 'Write up' }] }));
const api = {
  '/api/county': { name: 'Northmarch', bounds: [W, S, W + 0.09, S + 0.04], sources: { streets: '12 June 2026', crimes: 'to May 2026' }, missing_months: ['2026-03'], today: '2026-07-11', plan_dates: [{ date: '2026-07-11', version: 3, status: 'published' }] },
  '/api/coverage': { headline: '3 wards have no filled post; 41 % of residents had a recorded patrol within sight.', on: '2026-07-11', days: 28, wards, parishes: [], overlaps: [{ code: 'W01', schemes: ['S1', 'S2'] }], schemes: [scheme], reach: [{ community: 'muslim', places: 3, groups: 1, last_contact: null, by: null, days: null }], notes: [], uncovered: gaps },
  '/api/hotspots': { headline: '12 hotspots on 3 % of streets hold 31 % of harm.', hotspots: names.map((n, i) => ({ id: `H${i}`, rank: i + 1, score: 9 - i, harm_share: 0.05 - i / 200, trend: ['rising', 'steady', 'falling'][i % 3], incidents: 120 - i, length_m: 430, streets: [`${n} Street`, 'Mill Lane'], mix: [['violent-crime', 40], ['shoplifting', 22]], months: ['2024-06', '2026-05'], flags: [] })), notes: [] },
  '/api/plan': { id: 'P3', version: 3, status: 'published', date: '2026-07-11', seed: 1, iterations: 5000, reward: 99, notes: [], facts: {}, routes, left_out: [{ demand: 'D9', kind: 'asset', name: 'Holm Library', reward: 3100, reason: 'Closed in the hours worked.', cost: 900 }] },
  '/api/unpredictability': { on: '2026-07-11', from: '2026-06-14', to: '2026-07-11', published: Array.from({ length: 28 }, (_, i) => `d${i}`), headline: '5 of 8 hotspots are visited at hours that vary enough, and 2 of 3 PCSOs begin their days in ways that vary enough', hotspots: names.map((n, i) => ({ id: `H${i}`, rank: i + 1, name: `${n} Street, Mill Lane`, settlement: 'Northmarch', at: at(i), visits: 24, by_hour: Array.from({ length: 24 }, (_, h) => (h > 7 && h < 20 ? (h * (i + 3)) % 5 : 0)), entropy_share: 0.7 + i / 30, verdict: i < 3 ? 'misses' : 'meets' })), officers: routes.map((r, i) => ({ officer: r.officer, label: r.label, days: 19, compared: 18, alike_on: ['2026-07-03', '2026-07-04', '2026-07-08', '2026-07-09'].slice(0, 2 * i), alike_share: i / 9, verdict: i > 1 ? 'misses' : 'meets' })), totals: { hotspots: { meets: 5, misses: 3, too_few: 0 }, not_visited: 0, visits: 192, officers: { meets: 2, misses: 1, too_few: 0 }, compared: 54, alike: 6 }, limits: { entropy_share: 0.8, visits: 10, hours: 12, alike_share: 0.2, compared: 5, days: 6, words: ['Made up.'] } },
  '/api/councils': [{ id: 'C1', name: 'Alder Town Council' }],
  '/api/councils/C1': { id: 'C1', name: 'Alder Town Council', schemes: [scheme], wards: wards.map((w) => ({ name: w.name, residents: w.residents, minutes_28: 640, seen_share: w.seen_share, unknown_share: 0.1 })), headline: 'Pays 15 % (0.6 post) of Town wardens (3 of its 4 posts are filled)', footnote: 'Only recorded patrols count.' },
  '/api/councils/C1/area': { type: 'FeatureCollection', features: [f(sq(...at(1), 0.0225, 0.02), { kind: 'own' })] },
  '/api/coverage/streets': { type: 'FeatureCollection', features: [] },
  '/collections/wards/items': wards.map((w, i) => f(sq(...at(i), 0.0225, 0.02), { code: w.code, name: w.name, residents: w.residents })),
  '/collections/hotspots/items': names.map((_, i) => f(sq(at(i)[0] + 0.008, at(i)[1] + 0.008, 0.004, 0.0012), { id: `H${i}`, rank: i + 1, harm_share: 0.05, incidents: 100, trend: 'rising', length_m: 430 })),
  '/collections/uncovered/items': [f(sq(W + 0.05, S + 0.003, 0.012, 0.006), { id: 'U1', length_m: 2400, residents: 800, days_unseen: 40, reason: 'no_post' })],
  '/collections/routes/items': routes.map((r) => f({ type: 'LineString', coordinates: r.items.filter((i) => i.lon).map((i) => [i.lon, i.lat]) }, { plan_id: 'P3', officer: r.officer, km: r.km, start: r.start, end: r.end })),
};
createServer(async (req, res) => {
  const path = new URL(req.url, 'http://x').pathname;
  const send = (type, body) => res.writeHead(200, { 'content-type': type }).end(body);
  if (api[path]) return send('application/json', JSON.stringify(path.startsWith('/coll') ? { type: 'FeatureCollection', features: api[path] } : api[path]));
  if (path.startsWith('/coll')) return send('application/json', '{"type":"FeatureCollection","features":[]}');
  if (path.startsWith('/tiles/')) return res.writeHead(204).end();
  const file = path === '/' ? '/index.html' : path;
  const type = { html: 'text/html', js: 'text/javascript', css: 'text/css', woff2: 'font/woff2' }[file.split('.').pop()] ?? 'application/octet-stream';
  try { send(type, await readFile(new URL(`../dist${file}`, import.meta.url))); } catch { res.writeHead(404, { 'content-type': 'application/problem+json' }).end('{"title":"Not found"}'); }
}).listen(Number(process.env.PORT ?? 8133), '127.0.0.1');
