// The last part of the build: copies the embedded names and where they come from into the package, so that the repository
// holds them once.
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const from = fileURLToPath(new URL('../../../apps/demo/data', import.meta.url));
cpSync(from, fileURLToPath(new URL('../dist/data', import.meta.url)), { recursive: true });
