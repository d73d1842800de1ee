import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';
import { run } from './installed.ts';
import { root } from './repository.ts';

/** A blank project for the tests of a file: installed before them, removed after them. */
export function blankProject(): BlankProject {
  const project = new BlankProject();
  beforeAll(() => {
    project.install();
  });
  afterAll(() => {
    project.remove();
  });
  return project;
}

/** A project that has never heard of this repository, with the packed packages installed from their tarballs. */
class BlankProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'blank-project-'));

  install(): void {
    const installed = inject('installed');
    if (installed === undefined) throw new Error('the packages are not built; run the tests by "pnpm test"');
    cpSync(installed, this.folder, { recursive: true });
  }

  write(name: string, content: string | Uint8Array): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /**
   * Type-checks TypeScript files with `strict` and writes their JavaScript beside them.
   *
   * @param more further options of the compiler; Node's types are there unless they say otherwise
   */
  compile(files: readonly string[], module: 'NodeNext' | 'Node16' | 'ESNext', more: object = {}): void {
    const moduleResolution = module === 'ESNext' ? 'Bundler' : module;
    const compilerOptions = {
      skipDefaultLibCheck: true, // TypeScript's own; those of the packages are checked
      ...{ module, moduleResolution, strict: true, target: 'ES2022' },
      ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
      rewriteRelativeImportExtensions: true,
      ...more,
    };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    this.run('node', [join(root, 'node_modules/typescript/bin/tsc'), '-p', this.folder]);
  }

  /** Runs a command in the folder and returns what it prints. */
  run(command: string, args: readonly string[]): string {
    return run([command, ...args], this.folder);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
