import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('../../../packages/cli/src/main.ts', import.meta.url));
const loader = import.meta.resolve('tsx');

/** Runs the command line from its source in a folder: `microgpt(folder, 'train', 'poems.txt')`. Returns what it prints. */
export async function microgpt(cwd: string, ...args: readonly string[]): Promise<string> {
  const all = ['--conditions=@microgpt/source', '--import', loader, program, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, all, { cwd });
  return stdout;
}
