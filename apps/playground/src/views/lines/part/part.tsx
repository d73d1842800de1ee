import type { ComponentChildren } from 'preact';
import { CodeBlock } from '../code/code-block.tsx';
import type { PartName } from '../code/excerpts.ts';
import { SourceLink } from '../links/source-link.tsx';
import { ViewLink } from '../links/view-link.tsx';
import { partTitles } from './part-titles.ts';
import '../live/live.css';
import './part.css';

/** What a {@link Part} is made of. */
export interface PartProps {
  readonly name: PartName;
  /** The text. */
  readonly children: ComponentChildren;
  /** The numbers of the run. */
  readonly live: ComponentChildren;
  /** How the fast engine does the same, in a sentence. */
  readonly fast: ComponentChildren;
  /** The file that does it, from the root of the repository. */
  readonly file: string;
  /** The view that shows more, and what of it. */
  readonly more: { readonly view: string; readonly title: string; readonly what: string };
}

/** A part of the text: words, the numbers of the run, the lines of the program, and where to go on. */
export function Part({ name, children, live, fast, file, more }: PartProps) {
  const title = partTitles[name];
  return (
    <section class="part" id={`part-${name}`} aria-labelledby={`part-${name}-title`}>
      <h2 id={`part-${name}-title`} tabIndex={-1}>
        {title}
      </h2>
      <div class="part-top">
        <div class="part-words">{children}</div>
        <div class="part-live">
          <h3>In this run</h3>
          {live}
        </div>
      </div>
      <CodeBlock part={name} />
      <div class="part-on explained">
        <p>
          <strong>The fast engine.</strong> {fast} <SourceLink path={file}>{nameOf(file)}</SourceLink>
        </p>
        <p>
          <strong>More.</strong> <ViewLink id={more.view}>{more.title}</ViewLink> {more.what}
        </p>
      </div>
    </section>
  );
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
