import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const shared = fileURLToPath(new URL('../../../../shared/', import.meta.url));

/** A file that lies beside the repository and must not lie in it: its path, and what to call a test that needs it. */
export interface SharedFile {
  readonly path: string;
  readonly missing: boolean;
  /** To end the name of a test with: empty, or why it is skipped. */
  readonly note: string;
}

/** Says on the console when the file is missing. */
export function sharedFile(name: string): SharedFile {
  const path = shared + name;
  const missing = !existsSync(path);
  if (missing) console.warn(`SKIPPED: tests that need ${path}, because there is no such file`);
  return { path, missing, note: missing ? ` (skipped: ../shared/${name} is missing)` : '' };
}
