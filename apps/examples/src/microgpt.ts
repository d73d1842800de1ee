// Andrej Karpathy's microgpt in TypeScript: one file, no imports. https://karpathy.github.io/2026/02/12/microgpt/
//
// It follows the Python part by part, is just as slow, and computes the same losses and names. Read both side by side.
// An arrow (→) points to what each part became in the packages. Everything else is just efficiency.
//
//     pnpm --filter examples microgpt [file]     # one document per line, by default the demo's names; a minute

// Let there be order among chaos: Python's random numbers, from a Mersenne Twister. → packages/random
class Random {
  readonly #state = new Uint32Array(624);
  #index = 624; // of the next word; after the last one, a new state is computed
  #spareGauss: number | undefined; // gauss() computes two numbers at a time

  constructor(seed: number) {
    const state = this.#state;
    const mixed = (i: number) => state[i] ^ (state[i] >>> 30);
    state[0] = 19650218;
    for (let i = 1; i < 624; i++) state[i] = Math.imul(1812433253, mixed(i - 1)) + i;
    let i = 1;
    const next = () => {
      if (i < 623) return i + 1;
      state[0] = state[623];
      return 1;
    };
    for (let n = 0; n < 624; n++, i = next()) state[i] = (state[i] ^ Math.imul(mixed(i - 1), 1664525)) + seed;
    for (let n = 1; n < 624; n++, i = next()) state[i] = (state[i] ^ Math.imul(mixed(i - 1), 1566083941)) - i;
    state[0] = 0x80000000;
  }

  #bits(count: number): number {
    const state = this.#state;
    if (this.#index === 624) {
      for (let i = 0; i < 624; i++) {
        const y = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7fffffff);
        state[i] = state[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      this.#index = 0;
    }
    let y = state[this.#index++];
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

// Let there be autograd: a number that remembers its operands and its derivative with respect to each.
// → packages/autograd/src/value/value.ts
class Value {
  data: number;
  grad = 0; // the derivative of the loss with respect to this number, computed by backward()
  readonly children: readonly Value[];
  readonly localGrads: readonly number[];

  constructor(data: number, children: readonly Value[] = [], localGrads: readonly number[] = []) {
    this.data = data;
    this.children = children;
    this.localGrads = localGrads;
  }

  backward(): void {
    // The graph, children first. Python recurses; this keeps a list: a wide model's graph is deeper than the stack.
    const entered = new Set<Value>();
    const sorted = new Set<Value>(); // a Set keeps the order of insertion, and each element once
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
    // The chain rule, from the loss back to the parameters; a Value used twice accumulates both gradients.
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

// Vectors are lists of Values, matrices lists of rows. → packages/autograd/src/tensor/tensor.ts
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

/** The settings of the original program. */
export const published = { seed: 42, nLayer: 1, nEmbd: 16, blockSize: 16, nHead: 4, numSteps: 1000, temperature: 0.5 };

/** The program: given a text with a document per line, yields the loss of each step, then new documents forever. */
export function* microgpt(text: string, settings: Partial<typeof published> = {}): Generator<number | string, never> {
  const { seed, nLayer, nEmbd, blockSize, nHead, numSteps, temperature } = { ...published, ...settings };
  const random = new Random(seed);

  // Let there be a dataset of documents, in random order. → packages/gpt/src/data/batches.ts
  const docs = text.trim().split(/\s*\n\s*/);
  random.shuffle(docs);

  // Let there be a tokenizer: a token for each character, and BOS to begin and end a document. → packages/tokenizer
  const chars = [...new Set(docs.join(''))].sort();
  const BOS = chars.length;

  // The parameters, which store the model's knowledge, random at first. → packages/nn/src/initializer.ts
  const vector = (size: number): Vector => range(size).map(() => new Value(random.gauss(0, 0.08)));
  const matrix = (rows: number, columns: number): Matrix => range(rows).map(() => vector(columns));
  const wte = matrix(chars.length + 1, nEmbd); // a vector for each token
  const wpe = matrix(blockSize, nEmbd); // a vector for each position
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

  // The model: takes a token and its position, returns a logit for each possible next token. For each layer, the cache
  // holds the keys and values of the tokens so far. → packages/gpt/src/model/gpt.ts
  const headSize = nEmbd / nHead;
  const newCache = () => layers.map(() => ({ keys: [] as Matrix, values: [] as Matrix }));
  function gpt(token: number, position: number, cache: ReturnType<typeof newCache>): Vector {
    let x = rmsnorm(plus(wte[token], wpe[position]));
    layers.forEach((layer, l) => {
      const { keys, values } = cache[l];
      // Attention: in each head, this token's query scores the key of every token so far, and weights their values.
      const normed = rmsnorm(x);
      const q = linear(normed, layer.wq);
      keys.push(linear(normed, layer.wk));
      values.push(linear(normed, layer.wv));
      const heads = range(nHead).flatMap((h) => {
        const head = (vector: Vector) => vector.slice(h * headSize, (h + 1) * headSize);
        const weights = softmax(keys.map((k) => scale(dot(head(q), head(k)), 1 / Math.sqrt(headSize))));
        const column = (j: number) => values.map((v) => head(v)[j]);
        return range(headSize).map((j) => dot(weights, column(j)));
      });
      x = plus(linear(heads, layer.wo), x);
      // MLP: expands to four times as many channels, sets negative ones to zero, and projects back.
      x = plus(linear(linear(rmsnorm(x), layer.fc1).map(relu), layer.fc2), x);
    });
    return linear(x, lmHead);
  }

  // Let there be Adam: running averages of each gradient (m) and of its square (v). → packages/optim/src/adam.ts
  const [learningRate, beta1, beta2, eps] = [0.01, 0.85, 0.99, 1e-8];
  const m = params.map(() => 0);
  const v = params.map(() => 0);

  // Training: predict the tokens of a document, then step against the gradient. → packages/gpt/src/training/train.ts
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

  // Inference: may the model babble back to us. → packages/gpt/src/writing/generate.ts
  for (;;) {
    const cache = newCache();
    const tokens: number[] = [];
    for (let token = BOS; tokens.length < blockSize; tokens.push(token)) {
      const logits = gpt(token, tokens.length, cache);
      const probabilities = softmax(logits.map((logit) => scale(logit, 1 / temperature)));
      token = random.choices(probabilities.map(({ data }) => data));
      if (token === BOS) break;
    }
    yield tokens.map((token) => chars[token]).join('');
  }
}

// Prints the losses and 20 names. (`process` exists only in Node; in a browser, import the code above.)
if (typeof process !== 'undefined' && process.argv.at(1)?.endsWith('microgpt.ts')) {
  const folder = `file://${process.env.INIT_CWD ?? process.cwd()}/`; // the folder where the command was typed
  const file = new URL(process.argv.at(2) ?? import.meta.resolve('../../demo/data/ssa-2018.txt'), folder);
  const run = microgpt(process.getBuiltinModule('fs').readFileSync(file, 'utf8'));
  for (let step = 1; step <= published.numSteps; step++) console.log(`step ${step} loss ${run.next().value}`);
  for (let sample = 1; sample <= 20; sample++) console.log(`sample ${sample}: ${run.next().value}`);
}
