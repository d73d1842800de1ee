import type { ComponentChildren } from 'preact';
import { Section } from '../../design/section.tsx';
import type { Panel } from './state/panel.ts';
import './beside.css';

/** What {@link Beside} is made of. */
export interface BesideProps {
  readonly title: string;
  /** How to read it, in a sentence. */
  readonly how: string;
  /** What to look for, in a sentence. */
  readonly look: string;
  readonly panels: readonly Panel[];
  /** Stands above the pictures, such as a choice. */
  readonly children?: ComponentChildren;
  readonly draw: (panel: Panel, index: number) => ComponentChildren;
}

/** A section with the same picture of each model, side by side if two are compared. */
export function Beside({ title, how, look, panels, children, draw }: BesideProps) {
  return (
    <Section title={title}>
      <p class="explained beside-how">
        {how} <strong>{look}</strong>
      </p>
      {children}
      <div class={panels.length > 1 ? 'beside two' : 'beside'}>
        {panels.map((panel, index) => (
          <figure key={index} class="beside-panel">
            {panels.length > 1 && <figcaption>{panel.title}</figcaption>}
            {draw(panel, index)}
          </figure>
        ))}
      </div>
    </Section>
  );
}
