// The last part of the build: copies the built page of apps/playground into the package, where `microgpt open` finds it.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const from = fileURLToPath(new URL('../../../apps/playground/dist', import.meta.url));
const to = fileURLToPath(new URL('../dist/page', import.meta.url));
rmSync(to, { recursive: true, force: true });
cpSync(from, to, { recursive: true });
