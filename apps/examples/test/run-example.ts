import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('..', import.meta.url));

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
}

/** What a command of the form `pnpm --filter examples <script> <arguments>` prints: runs the script as pnpm would. */
export async function runCommand(command: string): Promise<string> {
  const [script, ...args] = command.replace('pnpm --filter examples ', '').split(' ');
  const { scripts } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest;
  const [, ...own] = scripts[script].split(' '); // the first is node
  const { stdout } = await promisify(execFile)(process.execPath, [...own, ...args], { cwd: folder });
  return stdout;
}

/** What an example prints, run by the command in its first line. */
export function runExample(name: string): Promise<string> {
  return runCommand(`pnpm --filter examples start ${name}`);
}
