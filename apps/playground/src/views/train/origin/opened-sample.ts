import { signal } from '@preact/signals';
import type { ModelName } from '../../../models/model-file.ts';
import type { WrittenText } from '../../../writing/writer.ts';

/** A sample, and the model that wrote it. */
export interface OpenedSample {
  readonly model: ModelName;
  readonly written: WrittenText;
}

/** The sample that is looked at closely; undefined for none. */
export const openedSample = signal<OpenedSample | undefined>(undefined);
