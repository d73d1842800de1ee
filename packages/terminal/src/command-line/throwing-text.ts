import { text_en, type ApplicationText } from '@stricli/core';
import { UsageError } from './usage-error.ts';

/**
 * The texts of Stricli in our words. Errors are thrown instead of printed, so that all errors leave a program in one way.
 *
 * @param describe what is wrong with the arguments, from an error of Stricli's scanner
 * @param noSuchCommand what is wrong with the name of a command
 */
export function throwingText(
  describe: (error: unknown) => string,
  noSuchCommand: (typed: string) => string,
): ApplicationText {
  return {
    ...text_en,
    headers: { usage: 'Usage:', aliases: 'Aliases:', commands: 'Commands:', flags: 'Flags:', arguments: 'Arguments:' },
    keywords: { default: 'default', separator: 'separated by' },
    briefs: {
      help: 'print this help',
      helpAll: 'print this help, with all flags',
      version: 'print the version',
      argumentEscapeSequence: 'no flag follows',
    },
    exceptionWhileParsingArguments: (error) => {
      throw error instanceof UsageError ? error : new UsageError(describe(error));
    },
    noCommandRegisteredForInput: ({ input }) => {
      throw new UsageError(noSuchCommand(input));
    },
    exceptionWhileLoadingCommandFunction: rethrow,
    exceptionWhileLoadingCommandContext: rethrow,
    exceptionWhileRunningCommand: rethrow,
    exceptionWhileRunningIntegrationHook: ({ exception }) => rethrow(exception),
    exceptionWhileRunningIntegrationFlag: ({ exception }) => rethrow(exception),
    commandErrorResult: rethrow,
  };
}

function rethrow(error: unknown): never {
  throw error;
}
