import type { Split } from './split.ts';

/** Generated documents, by the set that contains them. */
export type Novelty = Readonly<Record<'in train' | 'in test' | 'new', readonly string[]>>;

/** Separates new documents from those that the model only repeated. */
export function noveltyOf(samples: readonly string[], { train, test }: Split): Novelty {
  const [trained, tested] = [new Set(train), new Set(test)];
  return {
    'in train': samples.filter((sample) => trained.has(sample)),
    'in test': samples.filter((sample) => tested.has(sample) && !trained.has(sample)),
    new: samples.filter((sample) => !trained.has(sample) && !tested.has(sample)),
  };
}
