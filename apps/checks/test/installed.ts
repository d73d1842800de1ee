import { execSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packages, root } from './repository.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of a blank project with the packed packages installed; undefined if they are not built. */
    readonly installed: string | undefined;
  }
}

/** Packs the packages and installs them from their tarballs, once for the tests of all files. */
export default function setUp({ provide }: TestProject): (() => void) | undefined {
  if (!packages.every((name) => existsSync(join(root, 'packages', name, 'dist/index.js')))) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'installed-'));
  const filters = packages.flatMap((name) => ['--filter', `@microgpt/${name}`]);
  run([...findPnpm(), '-r', ...filters, 'pack', '--pack-destination', folder], root);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'blank', private: true, type: 'module' }));
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  run(['npm', 'install', '--no-audit', '--no-fund', '--offline', ...tarballs.map((file) => `./${file}`)], folder);
  provide('installed', folder);
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}

/**
 * Runs a command as a user would, who has set no NODE_ENV, and returns what it prints.
 *
 * By the shell, which on Windows alone knows npm and npx.
 */
export function run(command: readonly string[], cwd: string): string {
  const line = command.map((arg) => (/[\s*]/.test(arg) ? `"${arg}"` : arg)).join(' ');
  const env = { ...process.env, NODE_ENV: undefined };
  return execSync(line, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The pnpm that runs the tests, without asking the registry; that of the repository if they run without one. */
function findPnpm(): readonly string[] {
  const { npm_config_user_agent: agent = '' } = process.env;
  return agent.startsWith('pnpm/') ? ['pnpm'] : ['npx', '-y', 'pnpm@10.34.9'];
}
