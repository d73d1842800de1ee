/** A question that the text answers. */
export interface Question {
  readonly question: string;
  readonly answer: string;
}

/** The questions at the end of the text, in the order of its parts. */
export const questions: readonly Question[] = [
  {
    question: 'Why does this page set some names aside and never learn from them?',
    answer:
      'They are the validation text, an exam with new questions. If the model guesses these names about as well as those it learned from, it has learned how names are built. If it is much worse at them, it has only learned its list by heart. (Part 1)',
  },
  {
    question: 'What is a token?',
    answer:
      'A piece of text that the model treats as one unit, with a number, its id. Here each letter is a token, and so is ▸, which marks the beginning and the end of a name. Larger models use pieces of words. (Part 2)',
  },
  {
    question: 'What does a Value remember besides its number, and what for?',
    answer:
      'The Values that it was made from (its children), and how strongly each of them acts on it (the local derivatives). With these notes, the program can walk back from the loss and find out what each number has to do with it. (Parts 3 and 6)',
  },
  {
    question: 'Where does the model keep what it has learned?',
    answer:
      'In its parameters, and nowhere else: thousands of numbers in the calculation, like the positions of the knobs on a mixing desk. They are random at first. It keeps no list of names. (Part 4)',
  },
  {
    question: 'What does attention do?',
    answer:
      'It lets each letter look back at the letters before it and collect what matters from them, in shares that add up to 100 %. The better the key of an earlier letter fits the query of this one, the larger its share. No letter looks ahead. (Part 4)',
  },
  {
    question: 'What does the loss measure?',
    answer:
      'How surprised the model was by the letter that really came: −ln of the probability that it gave to this letter. It is 0 if the model was certain and right. The less the model expected the letter, the larger the loss. (Part 5)',
  },
  {
    question: 'Why does the loss start near ln V?',
    answer:
      'Before training, the model knows nothing, so it gives each of the V tokens about the same probability, 1/V. The loss of that is −ln(1/V) = ln V. For 27 tokens, this is 3.30. (Part 5)',
  },
  {
    question: 'What is a gradient?',
    answer:
      'It says how the loss changes with one number: if the number grows by a tiny amount, the loss grows by the gradient times that amount. If the gradient is below 0, the loss falls. (Part 6)',
  },
  {
    question: 'What happens in one step of training?',
    answer:
      'The model guesses the letters of a name, the loss says how wrong it was, the walk backward gives each parameter its gradient, and Adam moves each parameter a little against it, about as far as the learning rate says. (Part 7)',
  },
  {
    question: 'What does the temperature do?',
    answer:
      'It sets how boldly letters are drawn. The scores are divided by it before they become probabilities. Below 1, likely letters become even likelier; above 1, rare letters get more of a chance. The model itself does not change. (Part 8)',
  },
];
