import { parseArgs } from 'node:util';
import type { Flag } from './flag.ts';
import { InputError } from './input-error.ts';
import { nearest } from './nearest.ts';

/** The flags of a command, by name. */
export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** The value of every flag. */
export type ValuesOf<Table extends Flags> = { readonly [Name in keyof Table]: Table[Name]['default'] };

/**
 * The values of the flags, from the arguments or else their defaults.
 *
 * @returns 'help' if the arguments contain `--help` or `-h`
 * @throws InputError with the flag, what was expected, what came, and the remedy
 */
export function readFlags<Table extends Flags>(flags: Table, args: readonly string[]): ValuesOf<Table> | 'help' {
  // pnpm may pass the "--" that separates its own flags from ours.
  const given = args.filter((arg) => arg !== '--');
  const options = {
    ...Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, { type: typeOf(flag) }])),
    help: { type: 'boolean' as const, short: 'h' },
  };
  const { tokens } = parseArgs({ args: given, options, strict: false, allowPositionals: true, tokens: true });
  const values = Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, flag.default]));
  for (const token of tokens) {
    if (token.kind === 'positional') {
      throw new InputError(`"${token.value}": expected a flag; ${flagFor(token.value, flags)}`);
    }
    if (token.kind === 'option-terminator') continue;
    const { name, rawName, value, inlineValue } = token;
    if (!Object.hasOwn(options, name))
      throw new InputError(`${rawName}: there is no such flag; ${hint(name, options)}`);
    const takesNone = name === 'help' || takesNoValue(flags[name]);
    if (takesNone && value !== undefined)
      throw new InputError(`--${name}: expected no value, got "${value}"; leave it out`);
    if (name === 'help') return 'help';
    values[name] = takesNone || parse(name, flags[name], value, inlineValue);
  }
  return values as ValuesOf<Table>;
}

function typeOf(flag: Flag<unknown>): 'boolean' | 'string' {
  return takesNoValue(flag) ? 'boolean' : 'string';
}

function takesNoValue({ value }: Flag<unknown>): boolean {
  return value === '';
}

function parse(name: string, flag: Flag<unknown>, text: string | undefined, inline: boolean | undefined): unknown {
  // The next argument may be a flag; but "-3" is a number.
  const missing = text === undefined || (inline === false && /^-[^\d.]/.test(text));
  const value = missing ? undefined : flag.parse(text);
  if (value !== undefined) return value;
  const got = missing ? 'nothing' : `"${text}"`;
  const meant = missing ? undefined : nearest(text, flag.words ?? []);
  const remedy =
    meant === undefined ? `for example --${name} ${String(flag.default)}` : `did you mean --${name} ${meant}?`;
  throw new InputError(`--${name}: expected ${flag.expected}, got ${got}; ${remedy}`);
}

/** The remedy for a value without its flag. */
function flagFor(text: string, flags: Flags): string {
  for (const [name, { words = [] }] of Object.entries(flags)) {
    if (words.includes(text)) return `write --${name} ${text}`;
    const meant = isFileName(text) ? undefined : nearest(text, words);
    if (meant !== undefined) return `did you mean --${name} ${meant}?`;
  }
  return 'data' in flags ? `for a file write --data ${text}` : '--help lists them';
}

function isFileName(text: string): boolean {
  return /[./\\]/.test(text);
}

function hint(name: string, options: object): string {
  const known = nearest(name, Object.keys(options));
  return known === undefined ? '--help lists them' : `did you mean --${known}?`;
}
