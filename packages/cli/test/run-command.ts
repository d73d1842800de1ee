import { buildRouteMap, type Command, type CommandContext, type RouteMap } from '@stricli/core';
import { run } from '@stricli/core';
import { applicationOf, inputsOf } from '@microgpt/terminal';

/** What a command wrote. */
export interface Written {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command as `microgpt NAME …` does, with everything that it writes kept.
 *
 * @throws whatever the command throws
 */
export async function runCommand(
  route: Command<CommandContext> | RouteMap<CommandContext>,
  args: readonly string[],
  { isTTY = false, columns = 80 } = {},
): Promise<Written> {
  const root = buildRouteMap({ routes: { it: route, other: route }, docs: { brief: 'microgpt' } });
  const inputs = inputsOf(['it', ...args]);
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof Written) => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY,
    columns,
  });
  const process = { stdout: stream('stdout'), stderr: stream('stderr') };
  await run(applicationOf({ name: 'microgpt', root }, inputs), inputs, { process });
  return written;
}
