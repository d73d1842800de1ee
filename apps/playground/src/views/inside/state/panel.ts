import type { InspectedText } from '../../../inspecting/inspector.ts';
import type { ModelName } from '../../../models/model-file.ts';

/** One of the models that are shown beside each other. */
export interface Panel {
  /** What tells it from the other, such as `step 500`. */
  readonly title: string;
  readonly model: ModelName;
  readonly inspected: InspectedText;
  /** The place of the chosen token, or the last one of a shorter text. */
  readonly place: number;
}
