import { computed } from '@preact/signals';
import { run } from '../../../session/session.ts';
import { latest } from '../../../models/latest-answer.ts';
import { writer } from '../../../writing/page-writer.ts';
import { shownModel } from '../../../models/shown-model.ts';

/** The model that writes. */
export const model = shownModel;

/** What the page knows of the model. */
export const facts = latest(() => {
  const name = model.value;
  return name && ((signal) => writer.facts(name, signal));
});

/** What a token is called, and what the model writes. */
export const words = computed(() => {
  const unit = facts.value.value?.hasCharacters === false ? 'piece' : 'letter';
  const isNames = run.value?.data.source === 'names';
  const text = isNames ? 'name' : facts.value.value?.hasLines === true ? 'line' : 'text';
  return { unit, units: `${unit}s`, text, texts: `${text}s` };
});

/** Whether the texts are short enough to be set as large as a headline. */
export const isShort = computed(() => {
  const known = facts.value.value;
  return known === undefined || (known.hasEnd && known.hasCharacters && known.blockSize <= 24);
});
