import type { ReadonlySignal } from '@preact/signals';
import type { InspectedText } from '../../../inspecting/inspector.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import type { Latest } from '../../../models/latest-answer.ts';
import type { ModelName } from '../../../models/model-file.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { text } from './inside-state.ts';

/** What a model computes for the text, and keeps up with a model that learns. */
export function useInspected(model: ReadonlySignal<ModelName | undefined>): ReadonlySignal<Latest<InspectedText>> {
  return useKeepUp(() => {
    const [name, wanted] = [model.value, text.value];
    if (name === undefined || wanted === undefined) return undefined;
    return { run: `${runKeyOf(name)} ${wanted}`, ask: (signal) => inspector.inspect(name, wanted, signal) };
  });
}
