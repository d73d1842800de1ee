import { run, type Command, type CommandContext, type RouteMap } from '@stricli/core';
import { exitWithMessage } from '../exit-with-message.ts';
import { applicationOf } from './application.ts';
import { inputsOf } from './inputs-of.ts';

/** A program for a terminal. */
export interface Program {
  /** The words that start it, such as `microgpt` or `pnpm --filter demo start`. */
  readonly name: string;
  /** Its command, or its commands by name. */
  readonly root: Command<CommandContext> | RouteMap<CommandContext>;
  /** The answer to `--version`. */
  readonly version?: string;
}

/**
 * Runs a program, and prints any error as one line on stderr.
 *
 * The exit code is 0, 1 after an error, and 2 after an error in the arguments. A command that was interrupted sets `process.exitCode` to
 * 130, which stays.
 *
 * @param args the arguments, by default those of this process
 */
export async function runProgram(program: Program, args: readonly string[] = process.argv.slice(2)): Promise<void> {
  process.on('uncaughtException', exitWithMessage);
  try {
    await runCommandLine(program, args);
  } catch (error) {
    exitWithMessage(error);
  }
}

/**
 * Runs a program.
 *
 * @throws UsageError if the arguments are wrong, and whatever the command throws
 */
export async function runCommandLine(program: Program, args: readonly string[]): Promise<void> {
  const inputs = inputsOf(args);
  const { stdout, stderr } = process;
  await run(applicationOf(program, inputs), inputs, { process: { stdout, stderr } });
}
