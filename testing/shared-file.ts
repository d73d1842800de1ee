import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const shared = fileURLToPath(new URL('../../shared/', import.meta.url));

/** A file that lies beside the repository, because it must not lie in it. */
export interface SharedFile {
  readonly path: string;
  readonly missing: boolean;
  /** Ending of the name of a test that needs the file: empty, or why the test is skipped. */
  readonly note: string;
}

/** The file of this name in the folder `shared` beside the repository. */
export function sharedFile(name: string): SharedFile {
  const path = shared + name;
  const missing = !existsSync(path);
  return { path, missing, note: missing ? ` (skipped: ../shared/${name} is missing)` : '' };
}
