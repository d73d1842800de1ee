import { ValueLive } from '../live/value-live.tsx';
import type { Latest } from '../../../models/latest-answer.ts';
import { Answered } from '../part/answered.tsx';
import { Part } from '../part/part.tsx';
import type { OneNumber } from '../state/one-number.ts';

/** A number that remembers how it was computed. */
export function ValuePart({ number }: { readonly number: Latest<OneNumber> }) {
  return (
    <Part
      name="value"
      live={<Answered latest={number}>{(one) => <ValueLive number={one} />}</Answered>}
      fast="It keeps a whole table of numbers in one box (a tensor), and notes once for all of them how they were made."
      file="packages/autograd/src/tensor/tensor.ts"
      more={{
        view: 'graph',
        title: 'Graph',
        what: 'draws all Values of a step, and those of a formula that you type.',
      }}
    >
      <p>
        The model is one long calculation: mostly adding and multiplying. To learn, the program must know later how each
        number came about. So it puts every number into a small box, which the code calls a <dfn>Value</dfn>.
      </p>
      <p>
        Think of a kitchen in which every bowl carries a note: what went into it, and how strongly each ingredient comes
        through. If the cake turns out too sweet, you follow the notes back and find out what to change.
      </p>
      <p>A Value holds three things (part 6 fills in a fourth, grad):</p>
      <ul>
        <li>
          <b>data</b>: the number itself.
        </li>
        <li>
          <b>children</b>: the Values that it was made from. If 6 was made as 2 · 3, its children are the 2 and the 3.
        </li>
        <li>
          <b>local derivatives</b>, one for each child. A derivative is a rate of change: if this child grows by a tiny
          amount, how many times that amount does the result grow?
        </li>
      </ul>
      <p>
        Try it with 2 · 3 = 6. Make the 2 a bit larger, by 0.01. Now 2.01 · 3 = 6.03. The result grew by 0.03, three
        times as much. So the local derivative for the child 2 is 3. For the child 3 it is 2: when you multiply, it is
        always the other number.
      </p>
      <p>
        When you add, it is always 1: 2 + 3 = 5, and 2.01 + 3 = 5.01. The result grows exactly as much as the child.
      </p>
      <p>
        Each operation takes one line of code, which says how to compute the result and the local derivatives. The notes
        are not used yet. That happens in part 6.
      </p>
    </Part>
  );
}
