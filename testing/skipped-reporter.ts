import { basename } from 'node:path';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { noteSkipped } from './skipped.ts';

/** Reporter that says at the end of a run which tests were skipped, and why. */
export class SkippedReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#vitest === undefined || this.#vitest.config.testNamePattern !== undefined) return; // asked for only some
    const folder = basename(this.#vitest.config.root);
    const reasons = modules.flatMap(({ children }) =>
      [...children.allTests('skipped')].filter(isDeclared).map(reasonOf),
    );
    const lines = [...countOf(reasons)].map(
      ([reason, n]) => `${folder}: ${n} ${n === 1 ? 'test' : 'tests'}: ${reason}`,
    );
    for (const line of lines) console.log(`SKIPPED ${line}`);
    noteSkipped(lines);
  }
}

/** Whether the test says that it is skipped; others are when a hook before them fails. */
function isDeclared(test: TestCase): boolean {
  return test.options.mode === 'skip' || noteOf(test) !== undefined;
}

/** What stands in the name of the test or in its call of `skip`. */
function reasonOf(test: TestCase): string {
  const named = /\(skipped: (.*)\)/.exec(test.fullName);
  return named?.[1] ?? noteOf(test) ?? `no reason given for "${test.fullName}"`;
}

function noteOf(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
}

function countOf(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
