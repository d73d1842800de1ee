import {
  AliasNotFoundError,
  ArgumentParseError,
  EnumValidationError,
  FlagNotFoundError,
  InvalidNegatedFlagSyntaxError,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
  type Command,
  type CommandContext,
} from '@stricli/core';
import { kebabCase } from './kebab-case.ts';
import { nearest } from './nearest.ts';

/** A command, with the words that start it. */
export interface NamedCommand {
  readonly command: Command<CommandContext>;
  /** The program, and the command if the program has several. */
  readonly prefix: readonly string[];
}

type Flags = NonNullable<NamedCommand['command']['parameters']['flags']>;

type Positional = NonNullable<NamedCommand['command']['parameters']['positional']>;

/**
 * What is wrong with the arguments of a command: the flag, what was expected, what came, and the remedy.
 *
 * @param error an error of Stricli's scanner
 */
export function usageMessage(error: unknown, target: NamedCommand | undefined): string {
  const { flags = {}, positional } = target?.command.parameters ?? {};
  if (error instanceof FlagNotFoundError) return noSuchFlag(`--${error.input}`, flags);
  if (error instanceof AliasNotFoundError) return noSuchFlag(`-${error.input}`, flags);
  if (error instanceof ArgumentParseError) {
    const { externalFlagNameOrPlaceholder: name, input, exception } = error;
    const flag = flagNamed(name, flags);
    if (flag?.kind === 'boolean') return `--${name}: expected no value, got "${input}"; leave it out`;
    const problem = exception instanceof Error ? exception.message : String(exception);
    return flag ? `--${name}: ${problem}${remedy(name, flag)}` : `${name}: ${problem}`;
  }
  if (error instanceof EnumValidationError) {
    const { externalFlagName: name, input, values } = error;
    const meant = nearest(input, values);
    const expected = `--${name}: expected ${values.join(', ')}, got "${input}"`;
    return meant === undefined
      ? expected + remedy(name, flagNamed(name, flags))
      : `${expected}; did you mean --${name} ${meant}?`;
  }
  if (error instanceof UnsatisfiedFlagError) {
    const { externalFlagName: name } = error;
    const flag = flagNamed(name, flags);
    return `--${name}: expected ${expectedOf(flag)}, got nothing${remedy(name, flag)}`;
  }
  if (error instanceof UnexpectedFlagError) {
    const { externalFlagName: name, previousInput, input } = error;
    return `--${name}: given twice, as "${previousInput}" and as "${input}"; pass it once`;
  }
  if (error instanceof InvalidNegatedFlagSyntaxError) {
    return `--${error.externalFlagName}: expected no value, got "${error.valueText}"; leave it out`;
  }
  if (error instanceof UnexpectedPositionalError) {
    const { expectedCount, input } = error;
    if (/^-./.test(input)) return noSuchFlag(input, flags);
    if (positional === undefined) return `"${input}": expected a flag; ${flagFor(input, flags)}`;
    return `"${input}": expected ${expectedCount === 1 ? 'one argument' : `${expectedCount} arguments`}, and this is one more; put a name with spaces in quotes`;
  }
  if (error instanceof UnsatisfiedPositionalError) {
    const { placeholder } = error;
    const start = target?.prefix.join(' ') ?? '';
    return `${start}: expected <${placeholder}>${meaningOf(placeholder, positional)}, got nothing; write ${start} <${placeholder}>`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** What an argument is, in parentheses, as in the help; empty if that is not known. */
function meaningOf(placeholder: string, positional: Positional | undefined): string {
  if (positional?.kind !== 'tuple') return '';
  const brief = positional.parameters.find((each) => each.placeholder === placeholder)?.brief;
  return brief === undefined ? '' : ` (${brief[0].toLowerCase()}${brief.slice(1)})`;
}

/** The error for a flag that a command does not have. */
export function noSuchFlag(typed: string, flags: Flags): string {
  const [name] = typed.replace(/^-+/, '').split('=');
  const known = nearest(kebabCase(name), ['help', ...namesOf(flags)]);
  const all = Object.values(flags).some((flag) => 'hidden' in flag && flag.hidden) ? '--help-all' : '--help';
  const hint = known === undefined || !typed.startsWith('--') ? `${all} lists them` : `did you mean --${known}?`;
  return `${typed.split('=')[0]}: there is no such flag; ${hint}`;
}

function namesOf(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([name, flag]) => {
    const canBeNegated = flag.kind === 'boolean' && flag.withNegated !== false;
    return canBeNegated ? [kebabCase(name), `no-${kebabCase(name)}`] : [kebabCase(name)];
  });
}

function flagNamed(external: string, flags: Flags): Flags[string] | undefined {
  return Object.entries(flags).find(([name]) => kebabCase(name) === external)?.[1];
}

function expectedOf(flag: Flags[string] | undefined): string {
  if (flag?.kind === 'enum') return flag.values.join(', ');
  return flag && 'expected' in flag ? String(flag.expected) : 'a value';
}

/** An example of the flag, if there is a value to show. */
function remedy(name: string, flag: Flags[string] | undefined): string {
  const example = exampleOf(flag);
  return example === undefined ? '' : `; for example --${name} ${example}`;
}

function exampleOf(flag: Flags[string] | undefined): string | undefined {
  if (flag === undefined) return undefined;
  if ('default' in flag && flag.default !== undefined) return String(flag.default);
  if (flag.kind === 'enum') return flag.values[0];
  return 'example' in flag && typeof flag.example === 'string' ? flag.example : undefined;
}

/** The remedy for a value without its flag. */
function flagFor(typed: string, flags: Flags): string {
  for (const [name, flag] of Object.entries(flags)) {
    if (flag.kind !== 'enum') continue;
    if (flag.values.includes(typed)) return `write --${kebabCase(name)} ${typed}`;
    const meant = isFileName(typed) ? undefined : nearest(typed, flag.values);
    if (meant !== undefined) return `did you mean --${kebabCase(name)} ${meant}?`;
  }
  return 'data' in flags ? `for a file write --data ${typed}` : '--help lists them';
}

function isFileName(typed: string): boolean {
  return /[./\\]/.test(typed);
}
