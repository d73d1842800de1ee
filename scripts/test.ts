// Runs the tests of all packages: `pnpm test [flags of turbo]`. Says at the end what was skipped, and why.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MOST_LINES = 30;

const folder = mkdtempSync(join(tmpdir(), 'skipped-'));
const file = join(folder, 'tests.txt');
const flags = ['--concurrency=100%', '--output-logs=new-only', '--continue', ...process.argv.slice(2)];
const { status } = spawnSync('turbo', ['run', 'test', ...flags], {
  stdio: 'inherit',
  shell: process.platform === 'win32', // where turbo is a script
  env: { ...process.env, SKIPPED_TESTS: file },
});
const skipped = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
rmSync(folder, { recursive: true });

console.log(summary([...new Set(skipped)].sort()));
process.exitCode = status ?? 1;

function summary(lines: readonly string[]): string {
  if (lines.length === 0) return 'Nothing was skipped.';
  const shown = lines.slice(0, MOST_LINES);
  if (lines.length > MOST_LINES) shown.push(`and ${lines.length - MOST_LINES} more`);
  return `Skipped:\n${shown.map((line) => `  ${line}`).join('\n')}`;
}
