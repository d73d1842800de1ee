import { parseArgs } from 'node:util';
import { InputError } from './input-error.ts';
import { flags, type FlagName } from './flags.ts';
import { helpText } from './help.ts';
import { nearest } from './nearest.ts';

/** The value of every flag. */
export type Settings = { readonly [Name in FlagName]: (typeof flags)[Name]['default'] } & { readonly json: boolean };

const options = {
  ...Object.fromEntries(Object.keys(flags).map((name) => [name, { type: 'string' as const }])),
  json: { type: 'boolean' as const },
  help: { type: 'boolean' as const, short: 'h' },
};

/** The settings of this run; with `--help` it prints the flags and ends the program. */
export function settingsFromCommandLine(): Settings {
  const settings = readSettings(process.argv.slice(2));
  if (settings !== 'help') return settings;
  process.stdout.write(helpText());
  process.exit(0);
}

/**
 * The settings that the arguments ask for.
 *
 * @throws InputError that names the flag, what was expected, what came, and the remedy
 */
export function readSettings(args: readonly string[]): Settings | 'help' {
  // pnpm may hand on the "--" that separates its own flags from ours.
  const given = args.filter((arg) => arg !== '--');
  const { tokens } = parseArgs({ args: given, options, strict: false, allowPositionals: true, tokens: true });
  const settings: Record<string, unknown> = { json: false };
  for (const [name, flag] of Object.entries(flags)) settings[name] = flag.default;
  for (const token of tokens) {
    if (token.kind === 'positional') {
      throw new InputError(`"${token.value}": expected a flag; for a file write --data ${token.value}`);
    }
    if (token.kind === 'option-terminator') continue;
    const { name, rawName, value, inlineValue } = token;
    if (isFlag(name)) settings[name] = parse(name, value, inlineValue);
    else if (!Object.hasOwn(options, name)) throw new InputError(`${rawName}: there is no such flag; ${hint(name)}`);
    else if (value !== undefined) throw new InputError(`--${name}: expected no value, got "${value}"; leave it out`);
    else if (name === 'help') return 'help';
    else settings[name] = true;
  }
  return checked(settings as unknown as Settings);
}

function isFlag(name: string): name is FlagName {
  return Object.hasOwn(flags, name);
}

function parse(name: FlagName, text: string | undefined, inline: boolean | undefined): string | number {
  const flag = flags[name];
  // What follows may be the next flag; but "-3" is a number.
  const missing = text === undefined || (inline === false && /^-[^\d.]/.test(text));
  const value = missing ? undefined : flag.parse(text);
  if (value !== undefined) return value;
  const got = missing ? 'nothing' : `"${text}"`;
  throw new InputError(`--${name}: expected ${flag.expected}, got ${got}; for example --${name} ${flag.default}`);
}

function checked(settings: Settings): Settings {
  const { embd, heads } = settings;
  if (embd % heads === 0) return settings;
  throw new InputError(`--embd: ${embd} is not divisible by --heads ${heads}; pass a multiple of ${heads}`);
}

function hint(name: string): string {
  const known = nearest(name, Object.keys(options));
  return known === undefined ? '--help lists them' : `did you mean --${known}?`;
}
