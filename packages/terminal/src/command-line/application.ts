import {
  buildApplication,
  version as versionFlag,
  type Application,
  type Command,
  type CommandContext,
  type StricliIntegration,
} from '@stricli/core';
import { withSize } from '../with-size.ts';
import { kebabCase } from './kebab-case.ts';
import { nearest } from './nearest.ts';
import type { Program } from './program.ts';
import { throwingText } from './throwing-text.ts';
import { UsageError } from './usage-error.ts';
import { noSuchFlag, usageMessage, type NamedCommand } from './usage-message.ts';
import { wrapHelp } from './wrap-help.ts';

/**
 * A program as an application of Stricli. Its help is for the width of the terminal, and its errors are about the command that the inputs
 * begin with.
 *
 * @throws UsageError if Stricli would mistake an input for a member of every object, such as `--constructor`
 */
export function applicationOf(program: Program, inputs: readonly string[]): Application<CommandContext> {
  const { name, root, version } = program;
  const place = placeOf(program, inputs);
  checkInherited(program, place, inputs);
  const text = throwingText(
    (error) => usageMessage(error, commandAt(place)),
    (typed) => noSuchCommand(typed, place, program),
  );
  const hasHidden = Object.values(flagsAt(place)).some((flag) => 'hidden' in flag && flag.hidden);
  return buildApplication<CommandContext>(
    root as Command<CommandContext>, // or a map of commands, which Stricli declares as an overload
    {
      name,
      scanner: { caseStyle: 'allow-kebab-for-camel' },
      documentation: { disableAnsiColor: true },
      localization: { text },
    },
    {
      help: helpFlag({ alias: 'h', brief: text.briefs.help, includeHidden: false, hidden: false }),
      helpAll: helpFlag({ alias: 'H', brief: text.briefs.helpAll, includeHidden: true, hidden: !hasHidden }),
      ...(version !== undefined && {
        version: versionFlag({ brief: text.briefs.version, info: { currentVersion: version }, complete: true }),
      }),
    },
  );
}

/** How far the inputs name commands: a command, or a map of them in which the next input names none. */
interface Place {
  readonly target: Program['root'];
  /** The words that lead to it. */
  readonly prefix: readonly string[];
  /** The inputs after them. */
  readonly rest: readonly string[];
}

function placeOf({ name, root }: Program, inputs: readonly string[]): Place {
  let target = root;
  const prefix = [name];
  for (const input of inputs) {
    if ('parameters' in target) break;
    const entry = target.getAllEntries().find((each) => each.name['convert-camel-to-kebab'] === input);
    if (!entry) break;
    target = entry.target;
    prefix.push(input);
  }
  return { target, prefix, rest: inputs.slice(prefix.length - 1) };
}

function commandAt({ target, prefix }: Place): NamedCommand | undefined {
  return 'parameters' in target ? { command: target, prefix } : undefined;
}

function flagsAt(place: Place) {
  return commandAt(place)?.command.parameters.flags ?? {};
}

function checkInherited(program: Program, place: Place, inputs: readonly string[]): void {
  const flag = inputs.find((input) => input.startsWith('--') && isInherited(input.slice(2).split('=')[0]));
  if (flag !== undefined) throw new UsageError(noSuchFlag(flag, flagsAt(place)));
  const [next = ''] = place.rest;
  if (commandAt(place) === undefined && isInherited(next)) throw new UsageError(noSuchCommand(next, place, program));
}

function isInherited(name: string): boolean {
  return kebabCase(name) in inherited;
}

/** The members of every object, in kebab case. */
const inherited = Object.fromEntries(
  Object.getOwnPropertyNames(Object.prototype).flatMap((name) => [
    [kebabCase(name), true],
    [name, true],
  ]),
);

function noSuchCommand(typed: string, { target, prefix }: Place, { root, fileCommand }: Program): string {
  const names = 'parameters' in target ? [] : target.getAllEntries().map((each) => each.name['convert-camel-to-kebab']);
  const meant = nearest(typed, names);
  const isFile = fileCommand !== undefined && target === root && /[./\\]/.test(typed);
  const command = meant ?? (isFile ? `${fileCommand} ${typed}` : undefined);
  const start = prefix.join(' ');
  const hint = command === undefined ? `${start} --help lists them` : `did you mean ${start} ${command}?`;
  return `"${typed}": there is no such command; ${hint}`;
}

const formatting = {
  useAliasInUsageLine: false,
  onlyRequiredInUsageLine: true,
  caseStyle: 'convert-camel-to-kebab',
} as const;

/** A flag that shows the help of a command or of the program. */
function helpFlag(options: {
  readonly alias: 'h' | 'H';
  readonly brief: string;
  readonly includeHidden: boolean;
  readonly hidden: boolean;
}): StricliIntegration<CommandContext> {
  const { alias, includeHidden, brief, hidden } = options;
  return {
    flag: {
      ...{
        brief,
        hidden,
        aliases: [alias],
        global: true,
        complete: !includeHidden,
        defaultForRouteMap: !includeHidden,
      },
      run(_, { text, result, additionalFlags }) {
        const page = result.target.formatHelp({
          ...{ prefix: result.prefix, text, additionalFlags, includeHidden, config: formatting },
          ...{ includeArgumentEscapeSequenceFlag: false, ansiColor: false },
        });
        this.process.stdout.write(wrapHelp(page, withSize(process.stdout).columns));
      },
    },
  };
}
