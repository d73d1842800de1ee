import { init, parse } from 'es-module-lexer';

/**
 * A module whose imports have other addresses.
 *
 * @param addressOf the address of an imported module; it throws for one that may not be imported
 * @throws RangeError if the module cannot be read, or computes the name of what it imports
 */
export async function rewriteImports(source: string, addressOf: (specifier: string) => string): Promise<string> {
  await init;
  let text = '';
  let at = 0;
  for (const { s: start, e: end, d: dynamic } of importsIn(source)) {
    if (dynamic === -2) continue; // import.meta
    const written = source.slice(start, end);
    const specifier = dynamic === -1 ? written : stringIn(written);
    if (specifier === undefined) {
      throw new RangeError('it computes the name of a module that it imports; write the name as a string');
    }
    const address = addressOf(specifier);
    text += source.slice(at, start) + (dynamic === -1 ? address : JSON.stringify(address));
    at = end;
  }
  return text + source.slice(at);
}

/** The text of a string without escapes; undefined if it is something else. The lexer would need `eval`, which the policy forbids. */
function stringIn(code: string): string | undefined {
  return /^(['"])([^'"\\]*)\1$/.exec(code.trim())?.[2];
}

function importsIn(source: string) {
  try {
    return parse(source)[0];
  } catch (error) {
    const [, line] = /:(\d+):\d+$/.exec((error as Error).message) ?? [];
    throw new RangeError(`line ${line} is not JavaScript; check its brackets, quotes and comments`, { cause: error });
  }
}
