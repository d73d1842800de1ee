import { NetworkLive } from '../live/network-live.tsx';
import type { Latest } from '../../../models/latest-answer.ts';
import { Answered } from '../part/answered.tsx';
import { Part } from '../part/part.tsx';
import type { Reading } from '../state/reading.ts';

/** How the model computes a guess: parameters, embeddings, attention, MLP, logits, softmax. */
export function Network({ reading }: { readonly reading: Latest<Reading> }) {
  return (
    <Part
      name="network"
      live={<Answered latest={reading}>{(read) => <NetworkLive reading={read} />}</Answered>}
      fast="It computes all letters of a text together, and adds or multiplies four numbers at once (SIMD)."
      file="packages/wasm/assembly/attention.ts"
      more={{
        view: 'inside',
        title: 'Inside',
        what: 'shows every head, every unit, and why a letter became likely.',
      }}
    >
      <p>
        The <dfn>network</dfn>, also called the model, is the calculation that makes a guess. The letters so far go in.
        Out comes one score for each token that may come next.
      </p>
      <p>
        This calculation contains thousands of numbers that can be changed: the <dfn>parameters</dfn>, also called
        weights. Think of a mixing desk with 4,192 knobs. At first, every knob is in a random position, and the guesses
        are noise. Learning means turning the knobs. Everything that the model knows is in the positions of its knobs.
        It keeps no list of names. But if training goes over the same names often enough, the knobs can end up in
        positions that make just these names likely: the model knows them by heart.
      </p>
      <p>
        <b>Embedding.</b> Each token has a row of 16 parameters, its <dfn>embedding</dfn>. It is like a form with 16
        fields that describe the letter. Nobody decides what a field means: training fills the forms in, and letters
        that behave alike, such as vowels, often end up with similar forms. Each position in the text has such a row
        too, because an “a” at the beginning of a name is not the same as an “a” at its end. There are rows for 16
        positions, so the network reads at most 16 tokens at once. The two rows are added. So 16 numbers say: this is an
        “e”, in the second place. Then the code scales them (rmsnorm): it multiplies all 16 by the same factor, so that
        their average size is about 1.
      </p>
      <p>
        <b>Attention.</b> So far each letter knows only about itself. But what follows an “m” depends on what came
        before it. <dfn>Attention</dfn> lets a letter look back at the letters before it and collect what matters from
        them. Think of a person at a table with a question (the <dfn>query</dfn>). Everyone who spoke before wears a
        sign that says what they know about (the <dfn>key</dfn>), and has something to tell (the <dfn>value</dfn>; it
        has the same name as the box of part 3, but is another thing). Questions and signs are short rows of numbers. To
        see how well a sign fits a question, the code multiplies them number by number and adds up the products. The
        better they fit, the more the person listens. This attention is divided into shares: say, 70 % for this one, 20
        % for that one. The shares add up to 100 % (softmax, explained below, makes sure of that). What the person
        learns is a mixture of all answers, in these shares.
      </p>
      <p>A letter listens to itself too, but it never looks ahead. The later letters are what it has to guess.</p>
      <p>
        Attention happens four times side by side, each time with different questions and signs. Each of them is a{' '}
        <dfn>head</dfn>. One head may learn to look at the letter just before, another at the last vowel. Nobody tells
        them: their questions and signs are computed with parameters, and training finds those. (In a network this
        small, the shares are often nearly even.) Each head answers with 4 numbers. Side by side they are 16; these are
        mixed, with weights again, and added to the numbers of the letter.
      </p>
      <p>
        <b>MLP.</b> Then each letter works on what it has collected, alone. The <dfn>MLP</dfn> (multi-layer perceptron)
        is a row of 64 detectors. Each one multiplies the numbers of the letter by its own weights and adds up. If the
        sum is below 0, the detector stays silent; the code calls this silencing relu. Then 16 sums of all 64 reports,
        again with weights, are added to the 16 numbers of the letter. In short: attention collects, and the MLP thinks
        it over. Together they are a <dfn>layer</dfn>. This network has one; those in chat programs have about a
        hundred.
      </p>
      <p>
        <b>Scores.</b> At the end, the code multiplies the 16 numbers of the last letter by weights once more and adds
        up the products. It does this 27 times, with different weights. That makes 27 scores, one for each token. (In
        training, each letter takes its turn as the last one.) A score is called a <dfn>logit</dfn>. It can be any
        number, and a higher one means more likely. <dfn>softmax</dfn> turns the scores into probabilities: it applies
        the exponential function to each, whose result is never below 0, and divides each result by their sum, so that
        they add up to 100 %. Before attention and before the MLP, rmsnorm scales the numbers again, so that they
        neither grow nor shrink too far.
      </p>
      <p>
        Now you can count the knobs: 27 · 16 for the tokens, 16 · 16 for the positions, 4 · 16 · 16 for attention
        (queries, keys, values, and the mixing at its end), 2 · 16 · 64 for the MLP, and 27 · 16 for the scores. That
        makes 4,192 in all.
      </p>
    </Part>
  );
}
