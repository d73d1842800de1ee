import { run } from '@stricli/core';
import { exitWithMessage } from '../exit-with-message.ts';
import { applicationOf } from './application.ts';
import { inputsOf } from './inputs-of.ts';
import type { Program } from './program.ts';

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
