import { TokenizerLive } from '../live/tokenizer-live.tsx';
import type { Latest } from '../../../models/latest-answer.ts';
import { Answered } from '../part/answered.tsx';
import { Part } from '../part/part.tsx';
import type { Reading } from '../state/reading.ts';

/** How letters become numbers. */
export function Tokenizer({ reading }: { readonly reading: Latest<Reading> }) {
  return (
    <Part
      name="tokenizer"
      live={<Answered latest={reading}>{(read) => <TokenizerLive reading={read} />}</Answered>}
      fast="It uses the same tokenizer, because this part takes almost no time."
      file="packages/tokenizer/src/char-tokenizer.ts"
      more={{ view: 'write', title: 'Write', what: 'lets you put a text together token by token.' }}
    >
      <p>
        A computer calculates with numbers, not with letters. So each letter gets a number: a is 0, b is 1, and so on to
        z, which is 25.
      </p>
      <p>
        A piece of text that the model treats as one unit is a <dfn>token</dfn>. Here a token is one letter. Its number
        is its <dfn>id</dfn>. The <dfn>tokenizer</dfn> turns a text into ids, and ids back into a text.
      </p>
      <p>
        An id is only a label, like the number of a hook in a cloakroom. Hook 20 is not more than hook 10. The model has
        to find out for itself what each letter is like.
      </p>
      <p>
        There is one token that is not a letter. It stands before the first letter of each name and after the last one.
        The code calls it BOS, for “beginning of sequence”. This page shows it as ▸. When the model guesses ▸ after a
        letter, it means: the name ends here.
      </p>
      <p>
        All tokens together are the <dfn>vocabulary</dfn>. With 26 letters and ▸, it has 27 tokens. The models in chat
        programs use pieces of words as tokens, such as “ing”, and have some 100,000 of them. The rest of the program
        stays the same.
      </p>
    </Part>
  );
}
