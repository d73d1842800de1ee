// Andrej Karpathy's microgpt in TypeScript: data, tokenizer, autograd, GPT, Adam, training, inference. One file, no imports.
// https://karpathy.github.io/2026/02/12/microgpt/
//
// It follows the Python part by part, as slowly, and prints the same losses and the same names. Lay the two side by side,
// and the packages beside them: each part says where it went (→). Everything else is just efficiency.
//
//     pnpm --filter bench naive ../demo/data/ssa-2018.txt

// Let there be order among chaos: Python's random numbers, which come from a Mersenne Twister. → packages/random
class Random {
  readonly #words = new Uint32Array(624);
  #used = 624; // how many of the words are used up
  #spareGauss: number | undefined;

  constructor(seed: number) {
    const words = this.#words;
    const mixed = (i: number) => words[i] ^ (words[i] >>> 30);
    words[0] = 19650218;
    for (let i = 1; i < 624; i++) words[i] = Math.imul(1812433253, mixed(i - 1)) + i;
    let i = 1;
    const following = () => {
      if (i < 623) return i + 1;
      words[0] = words[623];
      return 1;
    };
    for (let n = 0; n < 624; n++, i = following()) words[i] = (words[i] ^ Math.imul(mixed(i - 1), 1664525)) + seed;
    for (let n = 1; n < 624; n++, i = following()) words[i] = (words[i] ^ Math.imul(mixed(i - 1), 1566083941)) - i;
    words[0] = 0x80000000;
  }

  #bits(count: number): number {
    const words = this.#words;
    if (this.#used === 624) {
      for (let i = 0; i < 624; i++) {
        const y = (words[i] & 0x80000000) | (words[(i + 1) % 624] & 0x7fffffff);
        words[i] = words[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      this.#used = 0;
    }
    let y = words[this.#used++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> (32 - count);
  }

  random(): number {
    return (this.#bits(27) * 2 ** 26 + this.#bits(26)) / 2 ** 53;
  }

  gauss(mean: number, std: number): number {
    const spare = this.#spareGauss;
    this.#spareGauss = undefined;
    if (spare !== undefined) return mean + spare * std;
    const angle = 2 * Math.PI * this.random();
    const radius = Math.sqrt(-2 * Math.log(1 - this.random()));
    this.#spareGauss = Math.sin(angle) * radius;
    return mean + Math.cos(angle) * radius * std;
  }

  shuffle(items: unknown[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      let j: number;
      do j = this.#bits(32 - Math.clz32(i + 1));
      while (j > i);
      [items[i], items[j]] = [items[j], items[i]];
    }
  }

  choices(weights: readonly number[]): number {
    let total = 0;
    const cumulative = weights.map((weight) => (total += weight));
    const x = this.random() * total;
    return Math.min(cumulative.filter((c) => c <= x).length, weights.length - 1);
  }
}

// Let there be autograd: a number that remembers what it was made from, and its local derivative with respect to each.
// → packages/autograd/src/value.ts
class Value {
  data: number;
  grad = 0; // the derivative of the loss with respect to this number, once backward() has found it
  readonly children: readonly Value[];
  readonly localGrads: readonly number[];

  constructor(data: number, children: readonly Value[] = [], localGrads: readonly number[] = []) {
    this.data = data;
    this.children = children;
    this.localGrads = localGrads;
  }

  backward(): void {
    // The graph, children first. Python recurses; here a list does, because a wide model's graph is deeper than the stack.
    const entered = new Set<Value>();
    const sorted = new Set<Value>(); // a Set keeps the order in which things are added, and each only once
    const path: Value[] = [this];
    for (let v = path.at(-1); v !== undefined; v = path.at(-1)) {
      if (entered.has(v)) {
        sorted.add(v);
        path.pop();
      } else {
        entered.add(v);
        path.push(...v.children.filter((child) => !entered.has(child)));
      }
    }
    this.grad = 1;
    for (const v of [...sorted].reverse()) v.children.forEach((child, i) => (child.grad += v.localGrads[i] * v.grad));
  }
}

const add = (a: Value, b: Value) => new Value(a.data + b.data, [a, b], [1, 1]);
const mul = (a: Value, b: Value) => new Value(a.data * b.data, [a, b], [b.data, a.data]);
const pow = (a: Value, n: number) => new Value(a.data ** n, [a], [n * a.data ** (n - 1)]);
const log = (a: Value) => new Value(Math.log(a.data), [a], [1 / a.data]);
const exp = (a: Value) => new Value(Math.exp(a.data), [a], [Math.exp(a.data)]);
const relu = (a: Value) => new Value(Math.max(0, a.data), [a], [a.data > 0 ? 1 : 0]);
const shift = (a: Value, by: number) => add(a, new Value(by));
const scale = (a: Value, by: number) => mul(a, new Value(by));

// What networks are made of: lists of numbers, and lists of those. → packages/autograd/src/tensor.ts
type Vector = Value[];
type Matrix = Vector[];

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const sum = (x: Vector) => x.reduce(add);
const plus = (x: Vector, y: Vector) => x.map((xi, i) => add(xi, y[i]));
const dot = (x: Vector, y: Vector) => sum(x.map((xi, i) => mul(xi, y[i])));
const linear = (x: Vector, w: Matrix) => w.map((row) => dot(row, x));

function softmax(logits: Vector): Vector {
  const max = Math.max(...logits.map(({ data }) => data));
  const exps = logits.map((logit) => exp(shift(logit, -max)));
  const total = sum(exps);
  return exps.map((e) => mul(e, pow(total, -1)));
}

function rmsnorm(x: Vector): Vector {
  const meanSquare = scale(dot(x, x), 1 / x.length);
  const factor = pow(shift(meanSquare, 1e-5), -0.5);
  return x.map((xi) => mul(xi, factor));
}

/** The settings of the original. */
export const published = { seed: 42, nLayer: 1, nEmbd: 16, blockSize: 16, nHead: 4, numSteps: 1000, temperature: 0.5 };

/** The program: from a text with a document on each line, the loss of each step, then new documents without end. */
export function* microgpt(text: string, settings: Partial<typeof published> = {}): Generator<number | string, never> {
  const { seed, nLayer, nEmbd, blockSize, nHead, numSteps, temperature } = { ...published, ...settings };
  const random = new Random(seed);

  // Let there be a dataset of documents, in random order. → packages/gpt/src/batches.ts
  const lines = text.split('\n').map((line) => line.trim());
  const docs = lines.filter((line) => line !== '');
  random.shuffle(docs);

  // Let there be a tokenizer: a token for each character, and one that begins and ends a document. → packages/tokenizer
  const chars = [...new Set(docs.join(''))].sort();
  const BOS = chars.length;

  // The parameters, where the knowledge will be; at first they are noise. → packages/nn/src/initializer.ts
  const vector = (size: number): Vector => range(size).map(() => new Value(random.gauss(0, 0.08)));
  const matrix = (rows: number, columns: number): Matrix => range(rows).map(() => vector(columns));
  const wte = matrix(chars.length + 1, nEmbd); // a vector for each token
  const wpe = matrix(blockSize, nEmbd); // and for each position
  const lmHead = matrix(chars.length + 1, nEmbd);
  const layers = range(nLayer).map(() => ({
    wq: matrix(nEmbd, nEmbd),
    wk: matrix(nEmbd, nEmbd),
    wv: matrix(nEmbd, nEmbd),
    wo: matrix(nEmbd, nEmbd),
    fc1: matrix(4 * nEmbd, nEmbd),
    fc2: matrix(nEmbd, 4 * nEmbd),
  }));
  const params = [wte, wpe, lmHead, ...layers.flatMap((layer) => Object.values(layer))].flat(2);

  // The model: a token and its position in, a logit for each possible next token out. What earlier tokens offer to
  // attention, their keys and values, is kept for each layer. → packages/gpt/src/gpt.ts
  const headSize = nEmbd / nHead;
  const newCache = () => layers.map(() => ({ keys: [] as Matrix, values: [] as Matrix }));
  function gpt(token: number, position: number, cache: ReturnType<typeof newCache>): Vector {
    let x = rmsnorm(plus(wte[token], wpe[position]));
    layers.forEach((layer, l) => {
      const { keys, values } = cache[l];
      // Attention: in each head this token asks (q) all up to itself (k), and takes from those that answer (v).
      const normed = rmsnorm(x);
      const q = linear(normed, layer.wq);
      keys.push(linear(normed, layer.wk));
      values.push(linear(normed, layer.wv));
      const heads = range(nHead).flatMap((h) => {
        const own = (vector: Vector) => vector.slice(h * headSize, (h + 1) * headSize);
        const weights = softmax(keys.map((k) => scale(dot(own(q), own(k)), 1 / Math.sqrt(headSize))));
        const column = (j: number) => values.map((v) => own(v)[j]);
        return range(headSize).map((j) => dot(weights, column(j)));
      });
      x = plus(linear(heads, layer.wo), x);
      // MLP: the token thinks for itself.
      x = plus(linear(linear(rmsnorm(x), layer.fc1).map(relu), layer.fc2), x);
    });
    return linear(x, lmHead);
  }

  // Let there be Adam, who remembers the mean (m) and the size (v) of each gradient. → packages/optim/src/adam.ts
  const [learningRate, beta1, beta2, eps] = [0.01, 0.85, 0.99, 1e-8];
  const m = params.map(() => 0);
  const v = params.map(() => 0);

  // Training: see how badly a document is predicted, and make every parameter a little better. → packages/gpt/src/train.ts
  for (let step = 0; step < numSteps; step++) {
    const doc = docs[step % docs.length];
    const tokens = [BOS, ...Array.from(doc, (char) => chars.indexOf(char)), BOS];
    const cache = newCache();
    const losses = range(Math.min(blockSize, tokens.length - 1)).map((position) => {
      const probabilities = softmax(gpt(tokens[position], position, cache));
      return scale(log(probabilities[tokens[position + 1]]), -1);
    });
    const loss = scale(sum(losses), 1 / losses.length); // may it be low
    loss.backward();
    const lr = learningRate * (1 - step / numSteps);
    params.forEach((p, i) => {
      m[i] = beta1 * m[i] + (1 - beta1) * p.grad;
      v[i] = beta2 * v[i] + (1 - beta2) * p.grad ** 2;
      const mHat = m[i] / (1 - beta1 ** (step + 1));
      const vHat = v[i] / (1 - beta2 ** (step + 1));
      p.data -= (lr * mHat) / (Math.sqrt(vHat) + eps);
      p.grad = 0;
    });
    yield loss.data;
  }

  // Inference: let the model babble. → packages/gpt/src/generate.ts
  for (;;) {
    const cache = newCache();
    const babble: number[] = [];
    for (let token = BOS; babble.length < blockSize; babble.push(token)) {
      const logits = gpt(token, babble.length, cache);
      const probabilities = softmax(logits.map((logit) => scale(logit, 1 / temperature)));
      token = random.choices(probabilities.map(({ data }) => data));
      if (token === BOS) break;
    }
    yield babble.map((token) => chars[token]).join('');
  }
}

// As a program it reads a file and prints what the original prints. (`process` is Node's; a browser imports the above.)
if (typeof process !== 'undefined' && process.argv.at(1)?.endsWith('naive-microgpt.ts')) {
  const text = process.getBuiltinModule('fs').readFileSync(process.argv.at(2) ?? 'input.txt', 'utf8');
  const run = microgpt(text);
  for (let step = 1; step <= published.numSteps; step++) console.log(`step ${step} loss ${run.next().value}`);
  for (let sample = 1; sample <= 20; sample++) console.log(`sample ${sample}: ${run.next().value}`);
}
