// Runs the named example, or lists all examples.

import { buildCommand, buildRouteMap } from '@stricli/core';
import { runProgram } from '@microgpt/terminal';
import { examples, start, type Example } from './examples.ts';

/** The command of an example, which reads its own arguments. */
function commandFor({ url, about }: Example) {
  return buildCommand({
    func: async (_flags: object, ..._args: readonly string[]) => {
      await import(url.href);
    },
    parameters: { positional: { kind: 'array', parameter: { brief: 'For the example', parse: String } } },
    docs: { brief: about },
  });
}

const routes = Object.fromEntries(examples.map((example) => [example.name, commandFor(example)]));
await runProgram({ name: start, root: buildRouteMap({ routes, docs: { brief: 'Runs an example.' } }) });
