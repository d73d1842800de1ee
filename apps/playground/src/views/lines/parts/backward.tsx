import { BackwardLive } from '../live/backward-live.tsx';
import type { Latest } from '../../../models/latest-answer.ts';
import { Answered } from '../part/answered.tsx';
import { Part } from '../part/part.tsx';
import type { OneNumber } from '../state/one-number.ts';

/** How much each parameter has to do with the loss. */
export function Backward({ number }: { readonly number: Latest<OneNumber> }) {
  return (
    <Part
      name="backward"
      live={<Answered latest={number}>{(one) => <BackwardLive number={one} />}</Answered>}
      fast="It walks back in the same way, but from table to table (tensors): a few dozen in a step, instead of tens of thousands of single numbers."
      file="packages/autograd/src/graph/topological-order.ts"
      more={{ view: 'graph', title: 'Graph', what: 'replays this walk number by number.' }}
    >
      <p>Now we know how wrong the guess was. Which of the 4,192 knobs should we turn, and in which direction?</p>
      <p>
        For each knob we want to know its <dfn>gradient</dfn>: if this number grows by a tiny amount, how many times
        that amount does the loss grow? If the gradient is 2, the loss grows by twice the amount. If it is −0.5, the
        loss falls by half the amount. If it is 0, the number makes no difference.
      </p>
      <p>
        Think of a hillside in thick fog. You cannot see the valley, but your foot feels which way the ground slopes,
        and how steeply. The height is the loss. The gradient is the slope under your foot, for one knob.
      </p>
      <p>
        We could turn one knob a bit, compute the loss again, and compare. For 4,192 knobs that means 4,192
        calculations. The boxes of part 3 give us all gradients in a single walk, which goes backward:
      </p>
      <ul>
        <li>Start at the loss. Its own gradient is 1.</li>
        <li>
          Each Value passes its gradient on to its children, each time multiplied by the local derivative that it has
          noted for that child.
        </li>
        <li>If a number was used in several places, what comes back from them is added up.</li>
        <li>
          A Value passes its gradient on only after everything that was made from it has done so. So the walk visits the
          Values in the reverse order of the calculation.
        </li>
      </ul>
      <p>
        Why multiply? Suppose that the loss changes twice as much as some box, and the box changes three times as much
        as its child. Then the loss changes 2 · 3 = 6 times as much as the child. This is the <dfn>chain rule</dfn>.
      </p>
      <p>
        At the end of the walk, every parameter has its gradient. The whole method is called <dfn>backpropagation</dfn>.
      </p>
    </Part>
  );
}
