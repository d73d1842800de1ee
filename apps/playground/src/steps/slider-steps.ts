/**
 * The steps that the slider can show, in ascending order: the kept ones and the newest, which need not be kept while the run trains.
 *
 * @param newest the step at which the slider follows the training
 */
export function sliderSteps(kept: readonly number[], newest: number): readonly number[] {
  return [...kept.filter((step) => step < newest), newest];
}
