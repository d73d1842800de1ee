import { writer } from '../../../writing/page-writer.ts';
import type { WrittenToken } from '../../../writing/writer.ts';
import { take } from '../tree/writing-tree.ts';
import { askModel } from './ask-model.ts';
import { sampling } from './sampling.ts';
import { changeTree, idsBefore } from './tree.ts';

/** The milliseconds of a frame. */
const FRAME_MS = 16;

/** What {@link drawText} draws. */
interface DrawnText {
  /** The run that writes. */
  readonly run: string;
  readonly seed: number;
  /** The most tokens. */
  readonly most: number;
  readonly signal: AbortSignal;
}

/**
 * Lets the model write after the cursor, until the text ends. Each token is drawn with the model at hand: while the run trains, the
 * newest. Those that come within a frame are taken together, because nobody would see them one by one.
 *
 * @throws the reason of the signal if it is aborted; tokens that were not taken yet are dropped
 */
export async function drawText({ run, seed, most, signal }: DrawnText): Promise<void> {
  const ids = [...idsBefore.peek()];
  const drawn: WrittenToken[] = [];
  let taken = performance.now();
  const takeDrawn = () => {
    const tokens = drawn.splice(0);
    changeTree((now) => tokens.reduce((text, token) => take(text, token), now), run);
    taken = performance.now();
  };
  for (let n = 0; n < most; n++) {
    const token = await askModel(run, (name) => writer.draw(name, ids, { ...sampling.peek(), seed }, signal));
    if (token === undefined) return;
    drawn.push(token);
    ids.push(token.id);
    if (performance.now() - taken >= FRAME_MS) takeDrawn();
    if (token.kind === 'end') break;
  }
  takeDrawn();
}
