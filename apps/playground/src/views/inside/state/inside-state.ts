import { batch, computed, signal } from '@preact/signals';
import { run, runs } from '../../../session/session.ts';
import { look } from '../../../inspecting/look-into.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { latest } from '../../../models/latest-answer.ts';
import type { ModelName } from '../../../models/model-file.ts';
import { shownModel } from '../../../models/shown-model.ts';
import { nearestStep } from '../../../steps/nearest-step.ts';

/** What the user typed; undefined for an example from the text that the model learned from. */
export const typed = signal<string | undefined>(undefined);

/** The place of the chosen token; undefined for the last one. */
export const chosenPlace = signal<number | undefined>(undefined);

/** The attention head that is shown large. */
export const chosenHead = signal({ layer: 0, head: 0 });

/** What the model is compared with: another run, or this one, and the step; undefined for nothing. */
export const comparison = signal<{ readonly run: string; readonly step: number } | undefined>(undefined);

const runId = computed(() => run.value?.id);

/** The example does not change with every step. */
const example = latest(() => {
  const id = runId.value;
  const model = shownModel.peek();
  if (id === undefined || model === undefined) return undefined;
  return (signal) => inspector.example(model, signal);
});

/** The text that the views are about. */
export const text = computed(() => typed.value ?? example.value.value);

/** A token that may come after the chosen one, chosen to be explained. */
interface ChosenToken {
  readonly run: string | undefined;
  readonly text: string | undefined;
  readonly place: number | undefined;
  readonly id: number;
}

const wishedToken = signal<ChosenToken | undefined>(undefined);

/** The id of the token that is explained; undefined for the likeliest. It was chosen for one run, text and place. */
export const explainedToken = computed(() => {
  const wish = wishedToken.value;
  const isHere = wish?.run === runId.value && wish?.text === text.value && wish?.place === chosenPlace.value;
  return isHere ? wish?.id : undefined;
});

/** Chooses the token that is explained. */
export function explainToken(id: number): void {
  wishedToken.value = { run: runId.peek(), text: text.peek(), place: chosenPlace.peek(), id };
}

// Another view may ask to look at a text.
look.subscribe((asked) => {
  if (asked === undefined) return;
  batch(() => {
    typed.value = asked.text;
    chosenPlace.value = asked.place;
    wishedToken.value = { run: asked.run, text: asked.text, place: asked.place, id: asked.token };
  });
});

/** The model that it is compared with; undefined for none. */
export const comparedModel = computed<ModelName | undefined>(() => {
  const wish = comparison.value;
  const other = runs.value.find(({ id }) => id === wish?.run);
  // A run that trains on drops kept steps, and a run may be deleted.
  const step =
    wish &&
    other &&
    nearestStep(
      other.kept.map((kept) => kept.step),
      wish.step,
    );
  return step === undefined || other === undefined ? undefined : { run: other.id, made: other.created, step };
});
