import type { Program } from '@microgpt/terminal';

/**
 * Answers the script of a shell, which asks `microgpt complete -- WORDS` what may come next: a line for each possibility, with what it
 * is for after a tab, and a colon with how the shell treats them.
 *
 * This is not a command like others, because the words are an unfinished command line.
 *
 * @returns whether the arguments are such a question
 */
export async function answerIfAsked(program: Program, args: readonly string[]): Promise<boolean> {
  if (args[0] !== 'complete' || args[1] !== '--') return false;
  const { proposals } = await import('./proposals.ts');
  process.stdout.write(await proposals(program, args.slice(2)));
  return true;
}
