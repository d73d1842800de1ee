// The program of a process that works: it is started with what to work on, then told how much of it to do, round by round.
// Who tells it takes the time, and gives others their turn in between.

import { contestants } from './contestants.ts';
import { layerWork, workOf, type Work } from './runners.ts';
import type { Assignment, Reply, Request } from './work-process.ts';
import { workloads } from './workloads/index.ts';

const work = begin(JSON.parse(process.argv[2]) as Assignment);

void answer(work.then(() => 'ready'));
process.on('message', (request: Request) => {
  void answer(work.then((work) => (request === 'amounts' ? work.amounts?.() : work.run(request))));
});
process.on('disconnect', () => process.exit());

async function begin(assignment: Assignment): Promise<Work> {
  const contestant = await contestants[assignment.contestant]();
  if ('workload' in assignment) return workOf(contestant, named(workloads, assignment.workload));
  const { layers } = await import('./layers.ts');
  return layerWork(contestant, named(layers, assignment.layer), assignment.version);
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`there is no "${name}"`);
  return found;
}

async function answer(result: Promise<unknown>): Promise<void> {
  const reply: Reply = await result.then(
    (value) => ({ value }),
    (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  process.send?.(reply);
}
