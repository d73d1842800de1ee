import type { GPTParts } from '@microgpt/gpt';
import { partsIn } from './parts-in.ts';
import { providedModules } from './provided-modules.ts';
import { rewriteImports } from './rewrite-imports.ts';

/** The global variable in which modules find the packages of this page. */
const PROVIDED = 'microgptModules';

/** The addresses of the modules that hold the packages. */
const addresses = new Map<string, string>();

/**
 * The parts of the network that a user's own module exports. It may import the packages of this page.
 *
 * It is imported from a blob, because it has no address. A module without an address cannot import `@microgpt/nn` by its name: the
 * names are replaced by the addresses of modules that pass on this page's own packages.
 *
 * @throws RangeError if it cannot be imported, or exports no part
 */
export async function importOwn(source: string): Promise<Partial<GPTParts>> {
  const address = addressOfModule(await rewriteImports(source, addressOfPackage));
  try {
    return partsIn((await import(/* @vite-ignore */ address)) as Readonly<Record<string, unknown>>);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new RangeError(withNames(error instanceof Error ? error.message : String(error)), { cause: error });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** @throws RangeError if the page does not have the package */
function addressOfPackage(name: string): string {
  if (!Object.hasOwn(providedModules, name)) {
    throw new RangeError(
      `it imports ${name}, but in this page a module can only import ${Object.keys(providedModules).join(', ')}; ` +
        'put everything else into the same file',
    );
  }
  const known = addresses.get(name);
  if (known !== undefined) return known;
  Object.assign(globalThis, { [PROVIDED]: providedModules });
  const names = Object.keys(providedModules[name]).join(', ');
  const address = addressOfModule(`export const { ${names} } = globalThis.${PROVIDED}[${JSON.stringify(name)}];`);
  addresses.set(name, address);
  return address;
}

function addressOfModule(source: string): string {
  return URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
}

/** A message of the browser, with the names of packages in place of their addresses. */
function withNames(message: string): string {
  return [...addresses].reduce((text, [name, address]) => text.replaceAll(address, name), message);
}
