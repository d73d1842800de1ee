import { execSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { published, root, type Manifest } from './repository.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of a blank project with the packed packages installed; undefined if they are not built. */
    readonly installed: string | undefined;
  }
}

/** Packs the packages and installs them from their tarballs, once for the tests of all files. */
export default function setUp({ provide }: TestProject): (() => void) | undefined {
  const folders = published.map((name) => join(root, 'packages', name));
  if (!folders.every((folder) => existsSync(join(folder, 'dist')))) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'installed-'));
  const filters = published.flatMap((name) => ['--filter', `@microgpt/${name}`]);
  run([...findPnpm(), '-r', ...filters, 'pack', '--pack-destination', folder], root);
  const others = new Set(folders.flatMap((each) => othersOf(each, join(each, 'node_modules'))));
  run(['npm', 'pack', '--ignore-scripts', '--pack-destination', folder, ...others], folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'blank', private: true, type: 'module' }));
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  run(['npm', 'install', '--no-audit', '--no-fund', '--offline', ...tarballs.map((file) => `./${file}`)], folder);
  provide('installed', folder);
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}

/**
 * The folders of the packages of others that a package depends on, and of those that they depend on. They are packed as well, so that the
 * test asks no registry.
 *
 * @param modules where its dependencies are; with pnpm, those of an installed package are beside it
 */
function othersOf(folder: string, modules: string): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const names = Object.keys(dependencies).filter((name) => !name.startsWith('@microgpt/'));
  return names.flatMap((name) => {
    const other = realpathSync(join(modules, name));
    return [other, ...othersOf(other, other.slice(0, -name.length))];
  });
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
