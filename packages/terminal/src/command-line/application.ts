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
  const target = targetOf(program, inputs);
  checkInherited(program, target, inputs);
  const text = throwingText(
    (error) => usageMessage(error, target),
    (typed) => noSuchCommand(typed, program),
  );
  const hasHidden = Object.values(flagsOf(target)).some((flag) => 'hidden' in flag && flag.hidden);
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

/** The command that the inputs begin with; undefined if there is no such command. */
function targetOf({ name, root }: Program, inputs: readonly string[]): NamedCommand | undefined {
  const prefix = [name];
  let target: Program['root'] | undefined = root;
  for (const input of inputs) {
    if (!target || 'parameters' in target) break;
    prefix.push(input);
    target = target.getAllEntries().find((entry) => entry.name['convert-camel-to-kebab'] === input)?.target;
  }
  return target && 'parameters' in target ? { command: target, prefix } : undefined;
}

function flagsOf(target: NamedCommand | undefined) {
  return target?.command.parameters.flags ?? {};
}

function checkInherited(program: Program, target: NamedCommand | undefined, inputs: readonly string[]): void {
  const flag = inputs.find((input) => input.startsWith('--') && isInherited(input.slice(2).split('=')[0]));
  if (flag !== undefined) throw new UsageError(noSuchFlag(flag, flagsOf(target)));
  if (target === undefined && inputs.length > 0 && isInherited(inputs[0])) {
    throw new UsageError(noSuchCommand(inputs[0], program));
  }
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

function noSuchCommand(typed: string, { name, root, fileCommand }: Program): string {
  const names = 'parameters' in root ? [] : root.getAllEntries().map((entry) => entry.name['convert-camel-to-kebab']);
  const meant = nearest(typed, names);
  const isFile = fileCommand !== undefined && /[./\\]/.test(typed);
  const command = meant ?? (isFile ? `${fileCommand} ${typed}` : undefined);
  const hint = command === undefined ? `${name} --help lists them` : `did you mean ${name} ${command}?`;
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
