import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, posix } from 'node:path';

/** The root folder of the repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The folders of all packages, by name without the scope. */
export const allPackages: readonly string[] = readdirSync(join(root, 'packages')).sort();

/** The folders of the apps. */
export const apps: readonly string[] = readdirSync(join(root, 'apps')).sort();

/** The folders of all published packages. */
export const published = allPackages.filter((name) => manifestOf(`packages/${name}`).private !== true);

/** The folders of the published packages that programs import. */
export const packages = published.filter((name) => manifestOf(`packages/${name}`).bin === undefined);

/** The folders of the published packages that are programs. */
export const programs = published.filter((name) => !packages.includes(name));

/** A package.json, as far as the tests look at it. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, { readonly '@microgpt/source'?: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
}

/** Every file below a folder with one of the endings, without node_modules and what is built. */
export function filesBelow(folder: string, ...endings: readonly string[]): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      const skipped = ['node_modules', 'dist', 'coverage'].includes(entry.name) || entry.name.startsWith('.');
      return skipped ? [] : filesBelow(path, ...endings);
    }
    return endings.some((ending) => entry.name.endsWith(ending)) ? [path] : [];
  });
}
