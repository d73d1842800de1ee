import { LossLive } from '../live/loss-live.tsx';
import type { Latest } from '../../../models/latest-answer.ts';
import { Answered } from '../part/answered.tsx';
import { Part } from '../part/part.tsx';
import type { Reading } from '../state/reading.ts';

/** How wrong the guess was, as one number, and where it starts. */
export function Loss({ reading }: { readonly reading: Latest<Reading> }) {
  return (
    <Part
      name="loss"
      live={<Answered latest={reading}>{(read) => <LossLive reading={read} />}</Answered>}
      fast="It computes softmax, logarithm and average in one go (together: cross-entropy), without a box for any number in between."
      file="packages/wasm/assembly/cross-entropy.ts"
      more={{
        view: 'train',
        title: 'Train',
        what: 'draws the loss of every step as a curve, so you can watch it fall.',
      }}
    >
      <p>
        How good was the guess? We need one number for that, so that the program can try to make it smaller. This number
        is the <dfn>loss</dfn>.
      </p>
      <p>
        Look at the probability p that the model gave to the letter that really came. If p is 100 %, the model was
        certain and right. If p is 1 %, it was very surprised. The loss of a letter measures this surprise. Its formula
        is −ln p, where ln is the natural logarithm. You need not know logarithms; a few examples are enough:
      </p>
      <table class="numbers-table loss-examples">
        <thead>
          <tr>
            <th scope="col">probability of the right letter</th>
            <th scope="col">loss</th>
          </tr>
        </thead>
        <tbody>
          {[1, 0.5, 0.1, 0.01].map((p) => (
            <tr key={p}>
              <td>{`${100 * p} %`}</td>
              <td>{Math.abs(Math.log(p)).toFixed(2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        The likelier the right letter was, the smaller the loss. It is 0 only if the model was certain. The loss of a
        name is the average over its letters. The ▸ at the end counts like a letter, because the model must also guess
        where a name ends.
      </p>
      <p>
        Where does the loss start? Before training, the model knows nothing. It gives every token about the same
        probability, as if it rolled a die with one side for each token. We write V for the size of the vocabulary, here
        27 (it is not a Value). Then each token has the probability 1/V, which is 3.7 %. The loss of that is −ln(1/V),
        which is the same as ln V. And ln 27 = 3.30. So <b>the loss starts near ln V</b>, the loss of pure guessing. A
        model whose loss is below ln V has learned something. The loss of a single letter, or of a name, may still be
        above it: if the model expected another letter, it is more surprised than someone who rolls dice. That happens
        before training, too, because knobs in random positions favor some letters by chance.
      </p>
      <p>
        The loss never reaches 0. Nobody can know for certain which letter comes next: after “mari”, both “a” and “e”
        make a name.
      </p>
    </Part>
  );
}
