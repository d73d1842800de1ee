import { readFileSync } from 'node:fs';
import { Value } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { boundaryAsSvg, boundaryAsText } from '../src/micrograd/decision-boundary.ts';
import { toDot } from '../src/micrograd/dot.ts';
import { graphOf } from '../src/micrograd/graph.ts';
import { hingeLoss, l2Penalty } from '../src/micrograd/loss.ts';
import { toMermaid } from '../src/micrograd/mermaid.ts';
import { moons } from '../src/micrograd/moons.ts';
import { MLP, Neuron } from '../src/micrograd/nn.ts';
import { toSvg } from '../src/micrograd/svg.ts';
import { runExample } from './run-example.ts';

describe('the commands', () => {
  test("worked-example prints the figures of micrograd's README", async () => {
    // https://github.com/karpathy/micrograd#example-usage
    const printed = await runExample('worked-example');
    expect(printed.match(/[\d.]+$/gm)).toEqual(['24.7041', '138.8338', '645.5773']);
  });

  test('two-moons learns to tell all points apart, and draws them', async () => {
    const printed = await runExample('two-moons');
    const steps = [...printed.matchAll(/^step (\d+): loss ([\d.]+), accuracy (\d+)%$/gm)];
    expect(steps.at(-1)?.[1]).toBe('100');
    expect(steps.at(-1)?.[3]).toBe('100');
    expect(Number(steps.at(-1)?.[2])).toBeLessThan(Number(steps[0][2]) / 2);
    const circles = elements(readFileSync(savedFile(printed, 'two-moons.svg'), 'utf8')).filter(
      (tag) => tag === 'circle',
    );
    expect(circles).toHaveLength(100);
  });

  test("draw-graph shows the neuron of Karpathy's lecture, with his numbers", async () => {
    const printed = await runExample('draw-graph');
    // https://github.com/karpathy/nn-zero-to-hero/blob/master/lectures/micrograd/micrograd_lecture_first_half_roughly.ipynb
    const expected = [
      'x1: data 2, grad -1.5',
      'w1: data -3, grad 1',
      'x2: data 0, grad 0.5',
      'w2: data 1, grad 0',
      'b: data 6.881, grad 0.5',
      'n: data 0.8814, grad 0.5',
      'out: data 0.7071, grad 1',
    ];
    const drawn = [...printed.matchAll(/<b>(\w+)<\/b><br\/>(data .*?)<br\/>(grad .*?)"/g)];
    expect(drawn.map(([, label, data, grad]) => `${label}: ${data}, ${grad}`)).toEqual(expected);
    expect(readFileSync(savedFile(printed, 'neuron.dot'), 'utf8')).toMatch(/^digraph \{/);
    expect(texts(readFileSync(savedFile(printed, 'neuron.svg'), 'utf8'))).toContain('tanh');
  });
});

describe('the network', () => {
  test('a neuron is relu(w·x + b), its last-layer kind w·x + b', () => {
    const x = [new Value(3), new Value(-5)];
    for (const nonlinear of [true, false]) {
      const neuron = new Neuron(2, nonlinear, new Random(1));
      neuron.w[0].data = 0.5;
      neuron.w[1].data = 1;
      neuron.b.data = 0.25;
      expect(neuron.forward(x).data).toBe(nonlinear ? 0 : -3.25); // 1.5 - 5 + 0.25
    }
  });

  test('an MLP of 2, 16, 16 and 1 has 337 parameters: weights in -1 … 1 and biases of 0', () => {
    // The number that https://github.com/karpathy/micrograd/blob/master/demo.ipynb prints.
    const data = new MLP([2, 16, 16, 1], new Random(1)).parameters().map((p) => p.data);
    expect(data).toHaveLength(337);
    expect(data.filter((x) => x === 0)).toHaveLength(33);
    expect(Math.min(...data)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...data)).toBeLessThanOrEqual(1);
    expect(Math.min(...data)).toBeLessThan(-0.9);
    expect(Math.max(...data)).toBeGreaterThan(0.9);
  });

  test('relu bends every layer of an MLP but the last', () => {
    const layers = new MLP([2, 3, 4, 2], new Random(1)).layers;
    expect(layers.map(({ neurons }) => neurons.map(({ nonlinear }) => nonlinear))).toEqual([
      [true, true, true],
      [true, true, true, true],
      [false, false],
    ]);
  });

  test('zeroGrad forgets every gradient', () => {
    const model = new MLP([2, 3, 1], new Random(1));
    Value.sum(model.parameters()).backward();
    expect(new Set(model.parameters().map((p) => p.grad))).toEqual(new Set([1]));
    model.zeroGrad();
    expect(new Set(model.parameters().map((p) => p.grad))).toEqual(new Set([0]));
  });
});

describe('the loss', () => {
  test('hinge is what is missing to a margin of 1, mean over the points', () => {
    const scores = [2, 0.5, -1, 0.5].map((score) => new Value(score));
    expect(hingeLoss(scores, [1, 1, 1, -1]).data).toBe((0 + 0.5 + 2 + 1.5) / 4);
  });

  test('L2 is alpha times the sum of squares', () => {
    expect(l2Penalty([new Value(3), new Value(-4)], 0.5).data).toBe(12.5);
  });

  test('all of its gradients, through the network, pass finite differences', () => {
    const rng = new Random(3);
    const points = moons(20, 0.1, rng);
    const model = new MLP([2, 4, 4, 1], rng);
    const loss = () => {
      const scores = points.map(({ x, y }) => model.forward([new Value(x), new Value(y)])[0]);
      const labels = points.map(({ label }) => label);
      return hingeLoss(scores, labels).add(l2Penalty(model.parameters(), 1e-2));
    };
    loss().backward();

    const h = 1e-6;
    for (const p of model.parameters()) {
      const { data } = p;
      p.data = data + h;
      const above = loss().data;
      p.data = data - h;
      const below = loss().data;
      p.data = data;
      expect(p.grad).toBeCloseTo((above - below) / (2 * h), 7);
    }
    expect(model.parameters().filter((p) => p.grad !== 0).length).toBeGreaterThan(20);
  });
});

describe('moons', () => {
  test('without noise they lie on two half circles, labelled -1 and 1', () => {
    const points = moons(101, 0, new Random(1));
    const upper = points.filter(({ label }) => label === -1);
    const lower = points.filter(({ label }) => label === 1);
    expect([upper.length, lower.length]).toEqual([50, 51]);
    for (const { x, y } of upper) {
      expect(Math.hypot(x, y)).toBeCloseTo(1, 12);
      expect(y).toBeGreaterThanOrEqual(0);
    }
    for (const { x, y } of lower) {
      expect(Math.hypot(x - 1, y - 0.5)).toBeCloseTo(1, 12);
      expect(y).toBeLessThanOrEqual(0.5);
    }
  });

  test('they begin and end where the half circles do', () => {
    const points = moons(4, 0, new Random(1)).map(({ x, y }) => [x, y]);
    const ends = [
      [1, 0], // (cos 0, sin 0)
      [-1, 0], // (cos π, sin π)
      [0, 0.5], // (1 - cos 0, 0.5 - sin 0)
      [2, 0.5], // (1 - cos π, 0.5 - sin π)
    ];
    ends.forEach(([x, y], i) => {
      expect(points[i][0]).toBeCloseTo(x, 12);
      expect(points[i][1]).toBeCloseTo(y, 12);
    });
  });

  test('noise has mean 0 and the standard deviation that was asked for', () => {
    const n = 5000;
    const exact = moons(n, 0, new Random(1));
    const noise = moons(n, 0.1, new Random(1)).flatMap(({ x, y }, i) => [x - exact[i].x, y - exact[i].y]);
    const mean = noise.reduce((sum, z) => sum + z) / noise.length;
    const variance = noise.reduce((sum, z) => sum + (z - mean) ** 2, 0) / noise.length;
    // Five standard errors: 0.1/√10000 = 0.001 of the mean, 0.1/√20000 = 0.0007 of the deviation.
    expect(Math.abs(mean)).toBeLessThan(0.005);
    expect(Math.abs(Math.sqrt(variance) - 0.1)).toBeLessThan(0.0036);
  });
});

describe('the decision boundary', () => {
  test('in characters it is shaded where the score is positive', () => {
    // x runs from -1.5 to 2.5 over 64 columns: 0 lies after 24 of them.
    const rows = boundaryAsText((x) => x, []).split('\n');
    expect(new Set(rows)).toEqual(new Set(['·'.repeat(24) + '░'.repeat(40)]));
  });

  test('in characters a point stands where it lies', () => {
    const rows = boundaryAsText(() => -1, [{ x: -1.49, y: 1.49, label: 1 }]).split('\n');
    expect(rows.join('').indexOf('●')).toBe(0);
  });

  test('in SVG each region has the area that is above its level', () => {
    // The picture is 4 × 2.5. Below x + y = s lies, from y = -1 to 1.5, ∫ s - y + 1.5 dy = 2.5·s + 3.125 - where x = s - y
    // lies within the picture, as it does for s = 0 and 1; for s = -1 it leaves it at y = 0.5: ∫ 0.5 - y dy = 1.125.
    const svg = boundaryAsSvg((x, y) => x + y, []);
    expect(elements(svg).filter((tag) => tag === 'path')).toHaveLength(3);
    const areas = [...svg.matchAll(/ d="(.*?)"/g)].map(([, path]) => areaOf(path) / 200 ** 2);
    [10 - 1.125, 10 - 3.125, 10 - 5.625].forEach((area, i) => {
      expect(areas[i]).toBeCloseTo(area, 3);
    });
  });
});

describe('the graph', () => {
  const a = new Value(2);
  const b = new Value(-3);
  const y = a.mul(b).add(a).relu().sub(1);
  y.backward();

  test('holds every number and every operation once', () => {
    const { values, operations } = graphOf(y, { a, y });
    expect(operations.map(({ op }) => op)).toEqual(['mul', 'add', 'relu', 'sub']);
    expect(values.map(({ label, data }) => [label, data])).toEqual([
      ['a', 2],
      ['', -3],
      ['', -6],
      ['', -4],
      ['', 0],
      ['y', -1],
    ]);
    expect(new Set([...values, ...operations].map(({ id }) => id)).size).toBe(10);
  });

  test('its arrows carry the local derivatives', () => {
    const square = a.mul(a).mul(b); // 2·2·(-3)
    const { values, operations, edges } = graphOf(square, { a, b, square });
    const nameOf = new Map([
      ...values.map(({ id, label }) => [id, label] as const),
      ...operations.map(({ id, op }) => [id, op] as const),
    ]);
    expect(edges.map(({ from, to, localGrad }) => [nameOf.get(from), nameOf.get(to), localGrad])).toEqual([
      ['a', 'mul', 2],
      ['a', 'mul', 2],
      ['mul', '', undefined],
      ['', 'mul', -3],
      ['b', 'mul', 4],
      ['mul', 'square', undefined],
    ]);
  });

  test.each([
    ['DOT', toDot, ' -> '],
    ['Mermaid', toMermaid, ' --'],
  ])('as %s it has one statement for each node and each arrow, with data and gradients', (_, draw, arrow) => {
    const graph = graphOf(Value.dot([a, b], [b, b]).exp(), { a, b });
    const lines = draw(graph).split('\n');
    for (const { id, data, grad } of graph.values) {
      const statements = lines.filter((line) => new RegExp(`^ *${id}\\W`).test(line) && !line.includes(arrow));
      expect(statements).toHaveLength(1);
      expect(statements[0]).toContain(`data ${Number(data.toPrecision(4))}<`);
      expect(statements[0]).toMatch(new RegExp(`grad ${Number(grad.toPrecision(4))}["<]`));
    }
    for (const { id, op } of graph.operations) {
      expect(lines.filter((line) => line.trim().startsWith(id) && line.includes(op))).toHaveLength(1);
    }
    expect(lines.filter((line) => line.includes(arrow))).toHaveLength(4 + 1 + 1 + 1); // b is three of four factors
  });

  test.each([
    ['DOT', toDot, ' -> '],
    ['Mermaid', toMermaid, ' --'],
  ])('as %s it may be a hundred thousand operations deep', (_, draw, arrow) => {
    let deep = new Value(0);
    for (let i = 0; i < 100_000; i++) deep = deep.add(1);
    const lines = draw(graphOf(deep)).split('\n');
    expect(lines.filter((line) => line.includes(arrow))).toHaveLength(200_000);
    expect(lines.filter((line) => line.includes('data '))).toHaveLength(100_001);
  });
});

describe('labels that mean something to the languages of the drawings', () => {
  const labels = [
    '"quoted" and \'single\'',
    'back\\slash \\N \\\\',
    'a|b {c} [d] (e) <f>',
    '"]; v9["injected',
    '& &amp; #35; #quot;',
    '1. list *bold* `code`',
    'style: x #y; %% z',
    'α·β∂',
  ];

  test.each(labels)('%s reads the same in the picture', async (label) => {
    const x = new Value(1);
    expect(texts(await toSvg(graphOf(x, { [label]: x })))).toEqual([label, 'data 1', 'grad 0']);
  });

  test.each(labels)('%s is spelled in Mermaid without a character that it would read as its own', (label) => {
    const x = new Value(1);
    const [, text] =
      /^ {2}v0\["<b>(.*)<\/b><br\/>data 1<br\/>grad 0"\]$/m.exec(toMermaid(graphOf(x, { [label]: x }))) ?? [];
    expect(text).toMatch(/^([\p{L}\p{N}_ ]|#\d+;)+$/u);
    expect(text.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))).toBe(label);
  });

  test('a line break in a label is one in the drawings', async () => {
    const x = new Value(1);
    const graph = graphOf(x, { 'two\nlines': x });
    expect(toMermaid(graph)).toContain('<b>two<br/>lines</b>');
    expect(texts(await toSvg(graph))).toEqual(['two', 'lines', 'data 1', 'grad 0']);
  });
});

/** Where an example that printed this says that it saved a file. */
function savedFile(printed: string, name: string): URL {
  const [path] = new RegExp(`\\S+/${name}$`, 'm').exec(printed) ?? [];
  return new URL(`../../../${path}`, import.meta.url);
}

/** The names of all elements of an XML file, in order; throws unless every tag is closed by its own. */
function elements(xml: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  const tags = /<\?.*?\?>|<!--[^]*?-->|<!DOCTYPE[^>]*>|<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|<|>/g;
  for (const [tag, closes, name, , closesItself] of xml.matchAll(tags)) {
    if (tag === '<' || tag === '>') throw new Error('a bracket that belongs to no tag');
    if (!name) continue;
    if (closes) expect(open.pop()).toBe(name);
    else {
      names.push(name);
      if (!closesItself) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return names;
}

/** The lines of text in an SVG file. */
function texts(svg: string): string[] {
  expect(elements(svg)).toContain('text');
  const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) =>
    text.replace(/&#(\d+);|&(\w+);/g, (_, code: string | undefined, name: string) =>
      code === undefined ? named[name] : String.fromCodePoint(Number(code)),
    ),
  );
}

/** The area of the polygons of an SVG path, by the shoelace formula: https://en.wikipedia.org/wiki/Shoelace_formula */
function areaOf(path: string): number {
  let doubled = 0;
  for (const [, polygon] of path.matchAll(/M([^Z]*)Z/g)) {
    const corners = polygon.split('L').map((corner) => corner.split(' ').map(Number));
    corners.forEach(([x, y], i) => {
      const [nextX, nextY] = corners[(i + 1) % corners.length];
      doubled += x * nextY - nextX * y;
    });
  }
  return Math.abs(doubled) / 2;
}
