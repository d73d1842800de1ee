/** The first view: train, watch it learn, read what it writes. */
export function TrainView() {
  return <main />;
}
