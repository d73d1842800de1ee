import { signal } from '@preact/signals';

/** The step under the pointer in the curve; undefined if there is none. */
export const readingStep = signal<number | undefined>(undefined);
