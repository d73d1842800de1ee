import { DataLive } from '../live/data-live.tsx';
import { Part } from '../part/part.tsx';

/** Where the program gets its examples, and why some of them are set aside. */
export function Data() {
  return (
    <Part
      name="data"
      live={<DataLive />}
      fast="It shuffles the names in the same way and takes them in the same order. It can also take several at once: that is called a batch."
      file="packages/gpt/src/data/batches.ts"
      more={{ view: 'train', title: 'Train', what: 'lets you choose other data, or your own text.' }}
    >
      <p>
        A program that learns needs examples. Here they are first names: 32,257 of them, one on each line. This list is
        the data. One line of it, one name, is called a <dfn>document</dfn>. Nobody tells the program a rule about
        names. It has only the examples.
      </p>
      <p>
        It plays one game over and over: read the beginning of a name, then guess the next letter. Play it yourself. You
        see “em”. What comes next? You may say “m” or “i”, because you have seen many names. The program will guess in
        the same way, once it has seen many names too.
      </p>
      <p>First it shuffles the names, like a deck of cards. Then it takes them one after another.</p>
      <p>
        The program of 200 lines learns from all of them. This page sets aside one name in ten and never learns from
        those names. They are the <dfn>validation text</dfn>; all others are the <dfn>training data</dfn>. The
        validation text works like an exam. A pupil who has learned the exercises by heart knows every answer in the
        exercise book, but fails an exam with new questions. So we test the model on names that it has never seen. If it
        guesses those about as well as the others, it has learned how names are built. If it is much worse at them, it
        has only learned its list by heart.
      </p>
    </Part>
  );
}
