import { Random } from '@microgpt/random';
import type { Engine } from '../../src/index.ts';
import { checkBackwards } from './gradients.ts';
import { format, type Program } from './program.ts';
import { Run, type RunOptions } from './run.ts';
import { shrink } from './shrink.ts';

/** The program of a seed. */
export interface Case {
  readonly program: Program;
  /** The results that are not smooth. */
  readonly rough: ReadonlySet<number>;
  /** The error, if making the program failed. */
  readonly failure?: Error;
}

/** A kind of random program, and how each is checked. */
export interface Fuzz extends RunOptions {
  /** What messages call these programs. */
  readonly name: string;
  readonly generate: (seed: number) => Case;
  /** The engines to compare, made anew for every program if they have state; the first is the reference. */
  readonly engines: (seed: number) => readonly Engine[] | Promise<readonly Engine[]>;
  /** Whether gradients are compared with finite differences. */
  readonly differences: boolean;
}

/**
 * Runs the programs of consecutive seeds.
 *
 * @returns the members of `Tensor` and `Engine` that were used
 * @throws Error for the first program that fails, shortened as far as possible, with its seed
 */
export async function runFuzz(fuzz: Fuzz, firstSeed: number, count: number): Promise<Set<string>> {
  const used = new Set<string>();
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const made = fuzz.generate(seed);
    const failure = await failureOf(fuzz, seed, made, made.program, used);
    if (failure !== undefined) throw await explained(fuzz, seed, made, failure);
    if (made.failure) throw made.failure; // a failure of the generator itself
  }
  return used;
}

async function failureOf(
  { engines, watch, differences }: Fuzz,
  seed: number,
  { rough }: Case,
  program: Program,
  used = new Set<string>(),
): Promise<string | undefined> {
  const run = new Run(await engines(seed), { watch });
  try {
    await run.all(program);
    if (differences) checkBackwards(program, run.history, rough, new Random(seed));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    for (const member of run.used) used.add(member);
  }
  return undefined;
}

/** The failure, with the shortest program that fails in the same way. */
async function explained(fuzz: Fuzz, seed: number, made: Case, failure: string): Promise<Error> {
  let shortest = failure;
  const program = await shrink(made.program, async (shorter) => {
    const other = await failureOf(fuzz, seed, made, shorter);
    if (other === undefined || kindOf(other) !== kindOf(failure)) return false;
    shortest = other;
    return true;
  });
  return new Error(`${fuzz.name}, seed ${seed} (pnpm fuzz 1 ${seed}): ${shortest}\n\n${format(program)}\n`);
}

/** A message without its numbers. */
function kindOf(message: string): string {
  return message.replace(/-?\d+(\.\d+)?(e[-+]?\d+)?/g, '#').slice(0, 60);
}
