import { formatCount } from '../../../design/format/format-count.ts';
import { Chip } from '../../../design/chip.tsx';
import { Section } from '../../../design/section.tsx';
import { LOSS, type StepFacts } from '../../../inspecting/graph.ts';
import { Drawing, type DrawnNode } from '../drawing/drawing.tsx';
import { chosenTensor, openModules, replayPlace, toggleModule } from '../state/graph-state.ts';
import { stageOf } from '../replay/stage.ts';
import { moduleName } from './module-name.ts';
import { visibleMap, type MapNode } from './visible-map.ts';

/** The most boxes that are drawn at once. */
const MOST_BOXES = 300;

/** The graph of the step, folded by module: a click opens a module, or shows the numbers of a tensor. */
export function StepMap({ facts }: { readonly facts: StepFacts }) {
  const map = visibleMap(facts.tensors, openModules.value);
  const open = [...openModules.value];
  return (
    <Section title="The computation, from the tokens to the loss">
      <p class="explained graph-how">
        Each box is a module, a part of the model, and says how many numbers it holds. Click a box to open it, down to
        its tensors (arrays of numbers). Click a tensor to see its numbers.{' '}
        <strong>Look for the same pattern in each layer: attention, then an MLP, both added to what came in.</strong>
      </p>
      {open.length > 0 && (
        <div class="graph-open" role="group" aria-label="Open modules">
          {open.map((path) => (
            <Chip
              key={path}
              onClick={() => {
                toggleModule(path);
              }}
            >
              {`${moduleName(path)} ×`}
            </Chip>
          ))}
        </div>
      )}
      {map.nodes.length > MOST_BOXES ? (
        <p class="explained">There are too many boxes to draw. Close a module above.</p>
      ) : (
        <Drawing
          label="The graph of the step"
          nodes={map.nodes.map((node) => drawn(node, facts))}
          edges={map.edges}
          isBackward={(_, to) =>
            isBackward(
              map.nodes.find(({ id }) => id === to),
              facts,
            )
          }
        />
      )}
    </Section>
  );
}

function drawn(node: MapNode, { size }: StepFacts): DrawnNode {
  const { id, kind, path, tensors } = node;
  const stage = stageOf(tensors, replayPlace.value, size);
  if (kind === 'module') {
    const name = moduleName(path);
    const code = path === name ? '' : path;
    const count = tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    return {
      ...{ id, width: Math.max(120, 7.5 * Math.max(name.length, code.length) + 32), height: 60 },
      action: 'Open',
      tone: `${stage} ${path === LOSS ? 'loss' : ''}`,
      onClick: () => {
        toggleModule(path);
      },
      content: (
        <>
          <b>{name}</b> {code !== '' && <span class="code">{code}</span>} <span>{formatCount(count)} numbers</span>
        </>
      ),
    };
  }
  const [tensor] = tensors;
  const { name } = tensor;
  const shape = tensor.shape.length === 0 ? 'one number' : tensor.shape.join(' × ');
  return {
    ...{ id, width: Math.max(84, 7.5 * Math.max(name.length, shape.length) + 20), height: 40 },
    action: `Show the numbers of ${path === '' ? 'a tensor ' : ''}${moduleName(path)},`,
    tone: [
      stage,
      tensor.parameter === undefined ? '' : 'parameter',
      chosenTensor.value === tensor.id ? 'chosen' : '',
    ].join(' '),
    onClick: () => {
      chosenTensor.value = tensor.id;
    },
    content: (
      <>
        <b>{name}</b> <span>{shape}</span>
      </>
    ),
  };
}

function isBackward(node: MapNode | undefined, { size }: StepFacts): boolean {
  return node !== undefined && stageOf(node.tensors, replayPlace.value, size) === 'differentiated';
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
