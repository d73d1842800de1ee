import { questions } from './question-list.ts';
import './questions.css';

/** Ten questions about the text, each with an answer that opens. */
export function Questions() {
  return (
    <section class="questions" id="part-questions" aria-labelledby="part-questions-title">
      <h2 id="part-questions-title" tabIndex={-1}>
        Ten questions
      </h2>
      <p class="explained">Answer each one first, then open it.</p>
      <ol>
        {questions.map(({ question, answer }) => (
          <li key={question}>
            <details>
              <summary>{question}</summary>
              <p>{answer}</p>
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}
