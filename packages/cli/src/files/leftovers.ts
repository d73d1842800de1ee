import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isSystemError } from '@microgpt/terminal';

/** The milliseconds since a file was written after which it is left, if its process cannot be asked for. */
const LEFT = 3_600_000;

// Processes of two machines or containers may have the same id, and write in the same folder.
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
const OWN = randomBytes(3).toString('hex');

/** The name under which this process, and no other, writes a file before it renames it, in the same folder. */
export function temporaryName(file: string): string {
  return `${file}.${HOST}-${process.pid}-${OWN}.tmp`;
}

/**
 * Removes the temporary files that killed processes left beside a file. Those of processes that still run stay. Those of other
 * machines and of processes with our own id, which may be in other containers, stay for an hour after they were last written.
 *
 * A folder that is missing or cannot be written to is no error here: writing the file says so.
 */
export async function removeLeftovers(file: string): Promise<void> {
  const folder = dirname(file);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const match = /^\.([0-9a-f]{6})-(\d+)-[0-9a-f]{6}\.tmp$/.exec(name.slice(basename(file).length));
    if (match === null || !name.startsWith(basename(file))) continue;
    const [, host, pid] = match;
    const path = join(folder, name);
    const isOfOther = host === HOST && Number(pid) !== process.pid;
    const isInUse = isOfOther ? isRunning(Number(pid)) : await isRecent(path);
    if (!isInUse) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function isRecent(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
  return Date.now() - mtimeMs < LEFT;
}

/** Whether a process has the id. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM'; // it runs, as another user
  }
}
