import { effect } from '@preact/signals';
import { hoveredId } from '../../../session/session.ts';
import { curvePicture } from './curve-picture.ts';
import { readingStep } from './reading-step.ts';

/**
 * Draws the curve in a box, and again when it changes. The code that draws is loaded when there is a curve.
 *
 * @param fail is told in a sentence why it cannot be loaded
 * @returns what ends it
 */
export function drawCurve(box: HTMLElement, fail: (reason: string) => void): () => void {
  let isOver = false;
  let end = (): void => undefined;
  void import('./curve-chart.ts').then(
    ({ CurveChart }) => {
      if (isOver) return;
      const chart = new CurveChart(box, (step, run) => {
        readingStep.value = step;
        hoveredId.value = run;
      });
      const stop = effect(() => {
        chart.show(curvePicture.value, hoveredId.value);
      });
      end = () => {
        stop();
        chart.destroy();
      };
    },
    () => {
      fail('The curve could not be loaded. Check your connection, then reload the page.');
    },
  );
  return () => {
    isOver = true;
    end();
  };
}
