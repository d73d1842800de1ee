// Makes docs/speed.md from the results of the last whole run: `pnpm --filter bench docs`.

import { writeFileSync } from 'node:fs';
import { speedPage } from '../src/report/speed-page.ts';
import { readResults } from '../src/report/results.ts';

const results = new URL('../results.json', import.meta.url);
const page = new URL('../../../docs/speed.md', import.meta.url);

writeFileSync(page, speedPage(readResults(results)));
