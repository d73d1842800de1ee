import type { GPTParts } from '@microgpt/gpt';
import { guideLayers, isGuideLayers } from 'examples/guide-layers';
import { existsSync } from 'node:fs';
import { InputError, nearest } from '@microgpt/terminal';
import { loadModule, shown } from './load-module.ts';

/** What each part may be besides a function: false, for none. */
const partNames = {
  norm: [],
  attention: [],
  mlp: [],
  block: [],
  embeddingNorm: [false],
  finalNorm: [false],
  head: [],
} as const satisfies Readonly<Record<keyof GPTParts, readonly unknown[]>>;

/**
 * Other parts of the network: layers of the guide, or your own, which are the exports of a module with the names of parts of a `GPT`.
 * Other exports are left alone, unless they look like a misspelt part.
 *
 * @param file the name of layers of the guide, or the absolute path of a module in TypeScript or JavaScript
 * @throws InputError if the module cannot be loaded, exports no part, or a part is not a function
 */
export async function loadParts(file: string): Promise<Partial<GPTParts>> {
  if (isGuideLayers(file)) return (await import('examples/layers')).guideParts[file];
  if (!existsSync(file)) {
    throw new InputError(
      `parts: there is no file ${shown(file)}; give a module, or layers of the guide: ${guideLayers.join(', ')}`,
    );
  }
  const exported = Object.entries(await loadModule(file)).filter(([name]) => name !== 'default');
  const names = Object.keys(partNames);
  for (const [name, part] of exported) {
    if (isPart(name)) checkPart(file, name, part);
    else checkSpelling(file, name, names);
  }
  const parts = exported.filter(([name]) => isPart(name));
  if (parts.length > 0) return Object.fromEntries(parts);
  throw new InputError(`${shown(file)} exports none of ${names.join(', ')}; export a part by its name`);
}

function isPart(name: string): name is keyof GPTParts {
  return Object.hasOwn(partNames, name);
}

function checkPart(file: string, name: keyof GPTParts, part: unknown): void {
  const others: readonly unknown[] = partNames[name];
  if (typeof part === 'function' || others.includes(part)) return;
  const expected = others.length > 0 ? 'a function or false' : 'a function';
  throw new InputError(`${shown(file)}: ${name}: expected ${expected} that creates the part, got ${typeof part}`);
}

function checkSpelling(file: string, name: string, names: readonly string[]): void {
  const meant = /^[a-z]/.test(name) ? nearest(name, names) : undefined;
  if (meant !== undefined) throw new InputError(`${shown(file)}: there is no part "${name}"; did you mean "${meant}"?`);
}
