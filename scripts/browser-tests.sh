#!/usr/bin/env bash
# A smoke run of the demo, then the page in headless Chromium against it. Uses the binary that the tests built;
# FOOTBEAT_BIN names another.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh node chromium
bin=${FOOTBEAT_BIN:-$PWD/target/debug/footbeat}
dir=$(mktemp -d)
server=
stop() { [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" || true; }; rm -rf "$dir"; }
trap stop EXIT

begun=$(date +%s)
"$bin" demo --fresh --no-serve --dir "$dir/demo" >/dev/null 2>"$dir/err" || { cat "$dir/err" >&2; exit 1; }
# Some days before today's are published too, so that there is something to tell of unpredictability; then today's is
# planned anew, which withdraws the plan that knew nothing of them. What the checker objects to stays a draft, and the
# day is planned with another seed.
county=$dir/demo/demo.gpkg
days=0
for ago in 12 11 10 9 8 7 6 5 4 3 2 1 0; do
  day=$(date -d "$ago days ago" +%F)
  for seed in 2 3 4; do
    "$bin" plan --county "$county" --date "$day" --iterations 40 --seed "$seed" >/dev/null
    "$bin" publish --county "$county" --date "$day" >/dev/null 2>>"$dir/err" && days=$((days + 1)) && break
  done
done
[ "$days" -ge 9 ] || { cat "$dir/err" >&2; echo "only $days of 13 days could be published" >&2; exit 1; }
echo "$days days published after $(($(date +%s) - begun)) s"
"$bin" demo --dir "$dir/demo" --listen 127.0.0.1:0 >"$dir/out" 2>"$dir/err" &
server=$!
for _ in $(seq 600); do
  grep -q '^Footbeat is at ' "$dir/out" && break
  kill -0 "$server" 2>/dev/null || { cat "$dir/err" >&2; echo 'the demo ended before it served' >&2; exit 1; }
  sleep 0.1
done
url=$(sed -n 's|^Footbeat is at \(http://[^/]*\)/$|\1|p' "$dir/out")
[ -n "$url" ] || { cat "$dir/err" >&2; echo 'the demo printed no address within a minute' >&2; exit 1; }
echo "demo up at $url after $(($(date +%s) - begun)) s"

node --input-type=module - "$url" <<'JS'
const base = process.argv[2];
const fail = (what) => { console.error(what); process.exit(1); };
const page = await (await fetch(base + '/')).text();
if (!page.includes('<script type="module"')) fail('the page is missing from the binary');
for (const layer of ['routes', 'stops', 'wards', 'hotspots', 'uncovered', 'assets', 'streets']) {
  const answer = await fetch(`${base}/collections/${layer}/items?limit=5`);
  const body = await answer.json();
  const good = answer.ok && body.type === 'FeatureCollection' && body.features.length > 0
    && body.features.every((f) => f.type === 'Feature' && f.geometry && f.properties);
  if (!good) fail(`${layer}: no features`);
}
console.log('page and layers answer');
JS

cd web
FOOTBEAT_URL=$url npm run --silent test:browser
