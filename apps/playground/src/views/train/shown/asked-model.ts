import { computed } from '@preact/signals';
import { shownModel } from '../../../writing/shown-model.ts';
import type { ModelName } from '../../../writing/writer.ts';

/** The model to ask, as text: a signal of texts changes only when they differ, and `shownModel` with every state of a run. */
const asText = computed(() => JSON.stringify(shownModel.value ?? null));

/** The model to ask; undefined before there is one. */
export const askedModel = computed(() => (JSON.parse(asText.value) as ModelName | null) ?? undefined);
