import { execSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { packages, root } from './repository.ts';

/** A blank project for the tests of a file: installed before them, removed after them. */
export function blankProject(): BlankProject {
  const project = new BlankProject();
  beforeAll(() => {
    project.install();
  }, 120_000);
  afterAll(() => {
    project.remove();
  });
  return project;
}

/** A project that has never heard of this repository, with the packed packages installed from their tarballs. */
class BlankProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'blank-project-'));

  install(): void {
    for (const name of packages) {
      if (!existsSync(join(root, 'packages', name, 'dist/index.js')))
        throw new Error(`${name} is not built; run the tests by "pnpm test"`);
    }
    const filters = packages.flatMap((name) => ['--filter', `@microgpt/${name}`]);
    const [pnpm, ...args] = findPnpm();
    this.run(pnpm, [...args, '-r', ...filters, 'pack', '--pack-destination', this.folder], root);
    this.write('package.json', JSON.stringify({ name: 'blank', private: true, type: 'module' }));
    this.run('npm', ['install', '--no-audit', '--no-fund', '--offline', ...this.tarballs().map((file) => `./${file}`)]);
  }

  tarballs(): string[] {
    return readdirSync(this.folder).filter((file) => file.endsWith('.tgz'));
  }

  write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content);
  }

  /** Type-checks TypeScript files with `strict` and Node's types, and writes their JavaScript beside them. */
  compile(files: readonly string[], module: 'NodeNext' | 'Node16' | 'ESNext'): void {
    const moduleResolution = module === 'ESNext' ? 'Bundler' : module;
    const typeRoots = [join(root, 'node_modules/@types')];
    const compilerOptions = {
      skipDefaultLibCheck: true, // TypeScript's own; those of the packages are checked
      ...{ module, moduleResolution, strict: true, target: 'ES2022', types: ['node'], typeRoots },
      rewriteRelativeImportExtensions: true,
    };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    this.run('node', [join(root, 'node_modules/typescript/bin/tsc'), '-p', this.folder]);
  }

  /**
   * Runs a command as a user would, who has set no NODE_ENV, and returns what it prints.
   *
   * Without a network npm is to say so at once, instead of trying for minutes.
   *
   * By the shell, which on Windows alone knows npm and npx.
   */
  run(command: string, args: readonly string[], cwd = this.folder): string {
    const line = [command, ...args.map((arg) => (/[\s*]/.test(arg) ? `"${arg}"` : arg))].join(' ');
    const env = { ...process.env, NODE_ENV: undefined, npm_config_fetch_retries: '0' };
    return execSync(line, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The pnpm that runs the tests, without asking the registry; that of the repository if they run without one. */
function findPnpm(): [command: string, ...args: string[]] {
  const { npm_config_user_agent: agent = '' } = process.env;
  return agent.startsWith('pnpm/') ? ['pnpm'] : ['npx', '-y', 'pnpm@10.34.9'];
}
