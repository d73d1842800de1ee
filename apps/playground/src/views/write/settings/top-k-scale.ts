// The slider of top-k is logarithmic, because 3 or 5 matter more than 300 or 305.

/** The place of a top-k on a slider from 0 to 1; undefined, for all, is at its end. */
export function placeOfTopK(topK: number | undefined, vocabSize: number): number {
  if (topK === undefined || topK >= vocabSize) return 1;
  return Math.log(topK) / Math.log(vocabSize);
}

/** The top-k at a place of the slider; undefined, for all, at its end. */
export function topKAt(place: number, vocabSize: number): number | undefined {
  const topK = Math.round(vocabSize ** place);
  return topK >= vocabSize ? undefined : topK;
}
