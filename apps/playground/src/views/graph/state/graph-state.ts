import { computed, signal } from '@preact/signals';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { latest } from '../../../models/latest-answer.ts';
import { shownModel } from '../../../models/shown-model.ts';

/** What the user typed; undefined for the document that the step trains on. */
export const typed = signal<string | undefined>(undefined);

/** The modules that are open in the map. */
export const openModules = signal<ReadonlySet<string>>(new Set());

/** The tensor whose numbers are shown. */
export const chosenTensor = signal<number | undefined>(undefined);

/** The number that is shown with its neighbors. */
export const chosenValue = signal<number | undefined>(undefined);

/** The place of the replay: each number once forward, then once backward; undefined at the end. */
export const replayPlace = signal<number | undefined>(undefined);

/** The document of the step at hand. */
const document = latest(() => {
  const model = shownModel.value;
  return model && ((signal) => inspector.documentAt(model, model.step, signal));
});

/** The text of the step. */
export const text = computed(() => typed.value ?? document.value.value);

/** The graph of the step; what was chosen in another one is forgotten. */
export const step = latest(() => {
  const [model, wanted] = [shownModel.value, text.value];
  if (model === undefined || wanted === undefined) return undefined;
  return async (signal) => ({ model, text: wanted, ...(await inspector.step(model, wanted, signal)) });
});

/** Opens a module in the map, or closes it with all in it. */
export function toggleModule(path: string): void {
  const open = openModules.peek();
  openModules.value = open.has(path)
    ? new Set([...open].filter((each) => each !== path && !each.startsWith(`${path}.`)))
    : new Set([...open, path]);
}
