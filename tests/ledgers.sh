#!/usr/bin/env bash
# Imports each ledger into the running suite (PROPOSALS_ADDRESS, PROPOSALS_ACCOUNTS) and compares `stats --json` with
# tests/Ledgers/expected.json. A ledger with ten planted faults imports nothing, and its ten rows are named.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cli() { dotnet "services/Cli/bin/${CONFIGURATION:-Release}/net10.0/proposals.dll" "$@"; }
if cli import ledger tests/Ledgers/ten-faults.xlsx --accept-title --json >"$out/faults.json"; then
  echo "the faulty ledger was imported"
  exit 1
fi
for name in dawukou-8-1 shizuishan-11-5 hongsibu-3-5 gansu-13-2; do
  cli import ledger "tests/Ledgers/$name.xlsx" --dry-run --accept-title --json >"$out/$name.dry.json"
  cli import ledger "tests/Ledgers/$name.xlsx" --accept-title --json >"$out/$name.import.json"
  cli stats --session "$(grep -oE '[0-9]+-[0-9]+$' <<<"$name")" --json >"$out/$name.json"
done
node - "$out" <<'JS'
const fs = require('fs');
const out = process.argv[2];
const expected = JSON.parse(fs.readFileSync('tests/Ledgers/expected.json'));
let bad = 0;
let checks = 0;
const equal = (what, actual, wanted) => {
  checks++;
  if (String(actual) !== String(wanted)) {
    bad++;
    console.log(`${what}: ${actual}, wanted ${wanted}`);
  }
};
const faults = JSON.parse(fs.readFileSync(`${out}/faults.json`));
equal('faulty ledger imported', faults.imported, 0);
equal('rows named', new Set(faults.errors.map(e => e.row)).size, 10);
const figures = name => {
  const all = JSON.parse(fs.readFileSync(`${out}/${name}.json`)).figures;
  return (d, g = '') =>
    all.find(f => f.definition === d && (f.group === g || f.groupTitle === g)) ?? {
      numerator: 'absent',
      percent: 'absent',
    };
};
const number = text => Number(String(text).replace('%', ''));
const percent = (what, figure, wanted) => {
  checks++;
  if (figure.percent === null || number(figure.percent) !== number(wanted)) {
    bad++;
    console.log(`${what}: ${figure.percent} (${figure.numerator}/${figure.denominator}), wanted ${wanted}`);
  }
};
let f = figures('dawukou-8-1');
let e = expected['dawukou-8-1'];
equal('大武口 立案', f('filed').numerator, e['立案']);
percent('大武口 办复率', f('reply_rate'), e['办复率']);
percent('大武口 办结率', f('closing_rate'), e['办结率']);
equal('大武口 办结', f('closing_rate').numerator, e['办结']);
equal('大武口 办结率分母', f('closing_rate').denominator, 50);
f = figures('shizuishan-11-5');
e = expected['shizuishan-11-5'];
equal('石嘴山 立案', f('filed').numerator, e['立案']);
for (const c of ['A', 'B', 'C']) percent(`石嘴山 ${c}`, f(`outcome_${c}`), e[c]);
percent('石嘴山 满意', f('result_satisfied'), e['满意']);
percent('石嘴山 基本满意', f('result_mostly_satisfied'), e['基本满意']);
f = figures('hongsibu-3-5');
e = expected['hongsibu-3-5'];
equal('红寺堡 立案', f('filed').numerator, e['立案']);
equal('红寺堡 办结', f('closing_rate').numerator, e['办结']);
percent('红寺堡 办结率', f('closing_rate'), e['办结率']);
percent('红寺堡 答复率', f('reply_rate'), e['答复率']);
f = figures('gansu-13-2');
e = expected['gansu-13-2'];
equal('甘肃 收到', f('received').numerator, e['收到']);
equal('甘肃 立案（含被并）', f('filed').numerator, e['立案']);
percent('甘肃 立案率', f('filing_rate'), e['立案率']);
equal('甘肃 并案', f('merged').numerator, 14);
percent('甘肃 集体', f('collective'), e['集体']);
percent('甘肃 个人', f('individual'), e['个人']);
['经济', '政治', '文化', '社会', '生态', '统战'].forEach((c, i) =>
  percent(`甘肃 ${c}`, f('category_share', c), e['类别'][i]),
);
console.log(`${checks - bad} of ${checks} figures as published`);
process.exit(bad ? 1 : 0);
JS
