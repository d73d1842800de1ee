import { computed } from '@preact/signals';
import type { RunState } from '../../../run/run-state.ts';
import { run } from '../../../session/session.ts';
import { latest } from '../../../models/latest-answer.ts';
import { writer } from '../../../writing/page-writer.ts';
import { shownModel } from '../../../models/shown-model.ts';
import type { ModelFacts } from '../../../writing/writer.ts';

/** The model that writes. */
export const model = shownModel;

/** What the page knows of the model. */
export const facts = latest(() => {
  const name = model.value;
  return name && ((signal) => writer.facts(name, signal));
});

/** What is known of the model before it is loaded, too, so that the page does not change then; undefined for one of another program. */
const known = computed<Omit<ModelFacts, 'vocabSize'> | undefined>(() => facts.value.value ?? factsOf(run.value));

/** The included texts whose characters are letters to a reader; a text of the user's may be anything. */
const ofLetters = ['names', 'shakespeare'];

/** What a token is called, and what the model writes. */
export const words = computed(() => {
  const source = run.value?.data.source ?? '';
  const unit = known.value?.hasCharacters === false ? 'token' : ofLetters.includes(source) ? 'letter' : 'character';
  const text = source === 'names' ? 'name' : known.value?.hasLines === true ? 'line' : 'text';
  return { unit, units: `${unit}s`, text, texts: `${text}s` };
});

/** Whether the texts are short enough to be set as large as a headline. */
export const isShort = computed(() => {
  if (known.value === undefined) return false;
  const { hasEnd, hasCharacters, blockSize } = known.value;
  return hasEnd && hasCharacters && blockSize <= 24;
});

/** Whether the run in front has not begun, so that its model only guesses. */
export const isUntrained = computed(() => run.value?.status === 'ready' && run.value.progress.step === 0);

/** What the settings of a run say about its models. */
function factsOf(state: RunState | undefined): Omit<ModelFacts, 'vocabSize'> | undefined {
  if (state === undefined || state.data.sha256 === '') return undefined;
  const { kind, tokenizer, block } = state.settings;
  const hasCharacters = tokenizer === 'characters';
  return { blockSize: block, hasEnd: kind !== 'text', hasLines: kind === 'lines', hasCharacters };
}
