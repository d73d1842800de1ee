// Makes docs/speed.md from the results of the last whole run: `pnpm --filter bench docs`.

import { writeFileSync } from 'node:fs';
import { speedPage } from './docs.ts';
import { readResults } from './results.ts';

const results = new URL('../results.json', import.meta.url);
const page = new URL('../../../docs/speed.md', import.meta.url);

writeFileSync(page, speedPage(readResults(results)));
