import type { ReadonlySignal } from '@preact/signals';
import { AdamLive } from '../live/adam-live.tsx';
import type { Latest } from '../../../models/latest-answer.ts';
import { Part } from '../part/part.tsx';
import type { OneNumber } from '../state/one-number.ts';

/** How the parameters are changed. */
export function Adam({ number }: { readonly number: ReadonlySignal<Latest<OneNumber>> }) {
  return (
    <Part
      name="adam"
      live={<AdamLive number={number} />}
      fast="It uses the same formula, for four parameters at once."
      file="packages/wasm/assembly/updates.ts"
      more={{
        view: 'train',
        title: 'Train',
        what: 'lets you change the learning rate and the number of steps, and see what happens.',
      }}
    >
      <p>
        Now each knob is turned a little, against its gradient. If the gradient is above 0, the loss would grow with the
        number, so the number is made smaller. If the gradient is below 0, it is made larger.
      </p>
      <p>
        That completes one <dfn>step</dfn> of training: take a name, guess its letters, compute the loss, walk back for
        the gradients, and turn all knobs a little. Then comes the next name. After one step, the model is hardly
        better. After a thousand, it writes things that sound like names.
      </p>
      <p>
        Why only a little? The gradient tells us the slope only where we stand. If you leap a mile downhill in the fog,
        you land on the other side of the valley. How far a step goes is set by the <dfn>learning rate</dfn>. Here it
        starts at 0.01 and shrinks almost to 0 by the last step, just as you take shorter steps when you are nearly
        there.
      </p>
      <p>
        <b>Adam</b> is the rule that turns gradients into steps. One name alone may point in an odd direction. So Adam
        keeps two running averages for each knob:
      </p>
      <ul>
        <li>
          <b>m</b>, the average of its last gradients: the direction that several names agree on.
        </li>
        <li>
          <b>v</b> (not the V of part 5), the average of their squares (each gradient times itself): how large they
          usually are.
        </li>
      </ul>
      <p>
        In each step, m keeps 85 % of itself and takes in 15 % of the new gradient. v keeps 99 % of itself and takes in
        1 % of its square. Both start at 0. So after a first gradient of 0.08, m is only 0.15 · 0.08 = 0.012. The code
        makes up for that in mHat and vHat: mHat = 0.012 ÷ 0.15 = 0.08.
      </p>
      <p>
        The knob then moves against mHat: by the learning rate times mHat, divided by the square root of vHat. In the
        very first step, the averages hold just one gradient. Then the quotient is 1 or −1, here 0.08 ÷ 0.08, so each
        knob moves by exactly the learning rate.
      </p>
      <p>
        Now let the second name pull the other way, with a gradient of −0.06. Then m is 0.85 · 0.012 − 0.15 · 0.06 =
        0.0012, almost 0, while v stays large. The quotient falls from 1 to 0.06: the names disagree, and the knob
        hardly moves. If the names keep agreeing, it moves by about the learning rate in each step, and it makes no
        difference whether its gradients are all small or all large. That matters, because one learning rate must suit
        thousands of knobs.
      </p>
      <p>
        Afterwards all gradients are set back to 0, for the next step. The averages stay. So a knob moves a little even
        in a step that does not use it, for example because its letter is not in the name.
      </p>
    </Part>
  );
}
