import type { ReadonlySignal } from '@preact/signals';
import type { Latest } from '../../../models/latest-answer.ts';
import { SamplingLive } from '../live/sampling-live.tsx';
import { Part } from '../part/part.tsx';
import type { Reading } from '../state/reading.ts';

/** How the model writes. */
export function Sampling({ reading }: { readonly reading: ReadonlySignal<Latest<Reading>> }) {
  return (
    <Part
      name="sampling"
      live={<SamplingLive reading={reading} />}
      fast="Like this code, it keeps the keys and values of the letters so far (in a cache). It notes nothing about its numbers, because nothing is learned here."
      file="packages/gpt/src/writing/generate.ts"
      more={{
        view: 'write',
        title: 'Write',
        what: 'lets you write together with the model, and choose other letters.',
      }}
    >
      <p>
        Now the model can write. It reads ▸ alone and computes a probability for each token that may come first. Then
        one of them is drawn at random. Think of a wheel of fortune on which each token has a segment, as wide as its
        probability. Spin the wheel. It stops at the next letter.
      </p>
      <p>
        This letter is added to the text, the model reads the longer text, and the wheel, now with other segments, is
        spun again. When it stops at ▸, the name is finished. This is called <dfn>sampling</dfn>.
      </p>
      <p>Why not always take the likeliest letter? Because then the model would write the same name every time.</p>
      <p>
        The <dfn>temperature</dfn> sets how bold the model is. All scores are divided by it before softmax turns them
        into probabilities. Below 1, the differences between the scores grow: what is likely gets even likelier, and the
        names become safe and ordinary. Above 1, the differences shrink: rare letters get a chance, and the names become
        bold, then nonsense. At 1, the probabilities stay as they are. The temperature changes nothing in the model,
        only how letters are drawn.
      </p>
      <p>
        That was the whole program. Its author, Andrej Karpathy, says of{' '}
        <a href="https://karpathy.github.io/2026/02/12/microgpt/">his original</a>: everything else is just efficiency.
        That is what the fast engine of this page is for. It does the same additions and multiplications, but with whole
        tables instead of single boxes, and it keeps about 7 digits of each number instead of 16. So if it learns from
        the same names in the same order, each of its losses over 1,000 steps matches that of the 200 lines to within
        0.0001, and it writes the same names.
      </p>
    </Part>
  );
}
