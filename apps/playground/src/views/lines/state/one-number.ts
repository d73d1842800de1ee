import type { ReadonlySignal } from '@preact/signals';
import type { NamedValue, StepFacts } from '../../../inspecting/graph.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import type { Latest } from '../../../models/latest-answer.ts';
import type { ModelName } from '../../../models/model-file.ts';
import type { Token } from '../../../models/token.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { chosenPlace } from './choices.ts';
import type { Reading } from './reading.ts';

/** A number, and what it was computed from. */
export interface Computed {
  readonly value: NamedValue;
  /** Its operands, those of the original instead of copies of them, each with the local derivative. */
  readonly operands: readonly { readonly value: NamedValue; readonly localGrad: number }[];
}

/** One number of the model in a training step: the first of the row of a letter. */
export interface OneNumber {
  readonly model: ModelName;
  readonly text: string;
  readonly facts: StepFacts;
  /** The letter that the row stands for. */
  readonly token: Token;
  /** The place of the letter in the text, as the model counts. */
  readonly place: number;
  /** The tensor that holds the number, and its index there. */
  readonly tensor: number;
  readonly index: number;
  readonly weight: NamedValue;
  /** The numbers that are computed from it: one for each time that the letter occurs. */
  readonly uses: readonly NamedValue[];
  /** The sum of it and the number of the position; undefined if this network has none. */
  readonly sum: Computed | undefined;
  /** A product of that sum; undefined if there is none. */
  readonly product: Computed | undefined;
}

/** The first number of the row of the chosen letter, in the graph of a training step on the text. */
export function useOneNumber(reading: ReadonlySignal<Latest<Reading>>): ReadonlySignal<Latest<OneNumber>> {
  return useKeepUp(() => {
    const [read, place] = [reading.value.value, chosenPlace.value];
    if (read === undefined) return undefined;
    const { model, text } = read;
    return {
      run: `${runKeyOf(model)} ${text} ${place}`,
      ask: (signal) => oneNumber(model, text, place ?? 2, signal),
    };
  });
}

async function oneNumber(model: ModelName, text: string, wanted: number, signal: AbortSignal): Promise<OneNumber> {
  const facts = await inspector.step(model, text, signal);
  const table = facts.tensors.find(({ parameter }) => parameter === 'wte.weight');
  if (table === undefined) throw new RangeError('This network has no table of letters.');
  // Running text is trained on without the token that is put before it.
  const before = facts.tokens[0].kind === 'end' ? 0 : 1;
  const place = Math.max(0, Math.min(wanted - before, facts.tokens.length - 1));
  const token = facts.tokens[place];
  const width = table.shape[1];
  const index = token.id * width;
  const { ids } = await inspector.tensor(model, text, table.id, signal);
  const named = (wantedIds: readonly number[]) => inspector.values(model, text, wantedIds, signal);
  const [weight] = await named([ids[index]]);
  const uses = await named(weight.results.map(({ id }) => id));
  const here = uses.find((use) => use.op === 'take' && use.index === place * width);
  const results = await named(here?.results.map(({ id }) => id) ?? []);
  const sum = results.find(({ op }) => op === 'add');
  const further = await named(sum?.results.map(({ id }) => id) ?? []);
  const product = further.find(({ op, operands: [a, b] }) => op === 'mul' && a.id !== b.id);
  return {
    ...{ model, text, facts, token, place, tensor: table.id, index, weight, uses },
    sum: sum && (await computedFrom(sum, named)),
    product: product && (await computedFrom(product, named)),
  };
}

async function computedFrom(
  value: NamedValue,
  named: (ids: readonly number[]) => Promise<readonly NamedValue[]>,
): Promise<Computed> {
  const operands = await named(value.operands.map(({ id }) => id));
  const originals = await named(operands.map(({ id, op, operands: [original] }) => (op === 'take' ? original.id : id)));
  return {
    value,
    operands: originals.map((original, i) => ({ value: original, localGrad: value.operands[i].localGrad })),
  };
}
