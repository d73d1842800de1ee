// Draws docs/names.svg, the picture in the README: the demo's losses, and the names that it invents.
// With --check nothing is written; the exit code is 1 if the picture would be another.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Event =
  | { readonly type: 'config'; readonly vocabSize: number }
  | { readonly type: 'step'; readonly step: number; readonly loss: number }
  | { readonly type: 'sample'; readonly text: string };

const root = fileURLToPath(new URL('..', import.meta.url));
const picture = fileURLToPath(new URL('../docs/names.svg', import.meta.url));

const program = ['--conditions=@microgpt/source', '--import', 'tsx', 'apps/demo/src/main.ts', '--json'];
const lines = execFileSync(process.execPath, program, { cwd: root, encoding: 'utf8' }).trim().split('\n');
const events = lines.map((line) => JSON.parse(line) as Event);
const losses = events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));
const names = events.flatMap((event) => (event.type === 'sample' ? [event.text] : []));
const [config] = events;
if (config.type !== 'config') throw new Error('the demo should begin with its configuration');

const width = 880;
const height = 330;
const plot = { left: 40, top: 64, width: 480, height: 216 };
const [lowest, highest] = [1.4, 4];
const average = 40; // steps

const x = (step: number) => plot.left + (plot.width * step) / losses.length;
const y = (loss: number) => plot.top + (plot.height * (highest - loss)) / (highest - lowest);
const points = (values: readonly number[]) =>
  values.map((value, i) => `${x(i + 1).toFixed(1)},${y(value).toFixed(1)}`).join(' ');

const smooth = losses.map((_, i) => mean(losses.slice(Math.max(0, i - average + 1), i + 1)));
const dots = losses.flatMap((loss, i) =>
  loss > lowest && loss < highest ? [`<circle cx="${x(i + 1).toFixed(1)}" cy="${y(loss).toFixed(1)}" r="1.1"/>`] : [],
);
const guessing = Math.log(config.vocabSize);
const column = 150;
const perColumn = names.length / 2;

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-size="13" role="img"
  aria-label="The loss falls from ${losses[0].toFixed(2)} over ${losses.length} steps; beside it names that the model invented">
<style>
  text { font-family: system-ui, sans-serif; fill: #6b6862; }
  .ink { fill: #1f1d1a; }
  .name { font: 17px Georgia, 'DejaVu Serif', serif; fill: #1f1d1a; }
</style>
<rect width="${width}" height="${height}" rx="12" fill="#fcfaf6" stroke="#e4e0d8"/>
<text x="${plot.left}" y="38"><tspan class="ink" font-weight="600">Surprise per letter</tspan> (loss) over ${losses.length.toLocaleString('en-US')} steps</text>
<line x1="${plot.left}" x2="${plot.left + plot.width}" y1="${y(guessing).toFixed(1)}" y2="${y(guessing).toFixed(1)}" stroke="#e4e0d8"/>
<text x="${plot.left + plot.width}" y="${(y(guessing) - 6).toFixed(1)}" text-anchor="end">guessing <tspan class="ink">${guessing.toFixed(2)}</tspan></text>
<g fill="#2456c8" opacity="0.22">${dots.join('')}</g>
<polyline fill="none" stroke="#2456c8" stroke-width="2" stroke-linejoin="round" points="${points(smooth)}"/>
<text x="${plot.left + plot.width + 8}" y="${(y(smooth[smooth.length - 1]) + 5).toFixed(1)}" class="ink">${smooth[smooth.length - 1].toFixed(2)}</text>
<text x="${plot.left}" y="${height - 22}">1</text>
<text x="${plot.left + plot.width}" y="${height - 22}" text-anchor="end">${losses.length}</text>
<text x="590" y="38"><tspan class="ink" font-weight="600">What it invents</tspan> after ${losses.length.toLocaleString('en-US')} names</text>
${names
  .map(
    (name, i) =>
      `<text class="name" x="${590 + column * Math.floor(i / perColumn)}" y="${74 + 24 * (i % perColumn)}">${name}</text>`,
  )
  .join('\n')}
</svg>
`;

if (!process.argv.includes('--check')) writeFileSync(picture, svg);
else if (readFileSync(picture, 'utf8') !== svg) {
  console.error('docs/names.svg differs from what the demo learns; run: pnpm picture');
  process.exitCode = 1;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
