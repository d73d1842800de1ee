import { signal } from '@preact/signals';

/** What the user typed; undefined for the document of the step. */
export const typed = signal<string | undefined>(undefined);

/** The place of the token that was read last; undefined for the third, or the last of a shorter text. */
export const chosenPlace = signal<number | undefined>(undefined);

/** The attention head that is shown: its layer and its number. */
export const chosenHead = signal({ layer: 0, head: 0 });

/** The temperature of the next letter; undefined for that of the run. */
export const chosenTemperature = signal<number | undefined>(undefined);

/** How often a letter was drawn, which seeds the next draw. */
export const draws = signal(0);
