import type { ComponentChildren } from 'preact';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { layoutOf, type Arrow, type Edge } from './layout.ts';
import './drawing.css';

/** A box of a {@link Drawing}. */
export interface DrawnNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** What stands in it. */
  readonly content: ComponentChildren;
  /** What a click does, in words, for screen readers: `Open`. */
  readonly action?: string;
  /** Further classes, such as `chosen`. */
  readonly tone?: string;
  /** What a click does; without it, the box is not a button. */
  readonly onClick?: (() => void) | undefined;
}

/** What a {@link Drawing} is made of. */
export interface DrawingProps {
  readonly label: string;
  readonly nodes: readonly DrawnNode[];
  /** Arrows from what is computed to what uses it. */
  readonly edges: readonly Edge[];
  /** The box to scroll to the middle when there is not enough room for all of them; default none. */
  readonly center?: string;
  /** Whether the backward pass has passed along an arrow; by default, along none. */
  readonly isBackward?: (from: string, to: string) => boolean;
}

/** Boxes with arrows between them. */
export function Drawing({ label, nodes, edges, center, isBackward }: DrawingProps) {
  const id = useId();
  const sizes = nodes.map((node) => [node.id, node.width, node.height]);
  const key = JSON.stringify([sizes, edges.map(({ from, to, label }) => [from, to, label !== undefined])]);
  const { boxes, arrows, width, height } = useMemo(() => layoutOf(nodes, edges), [key]);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = boxes.find((each) => each.id === center);
    if (frame.current === null || box === undefined) return;
    frame.current.scrollLeft = box.x + (box.width - frame.current.clientWidth) / 2;
    frame.current.scrollTop = box.y + (box.height - frame.current.clientHeight) / 2;
  }, [boxes, center]);
  return (
    <div ref={frame} class="drawing" role="group" aria-label={label} tabIndex={0}>
      <div class="drawing-plane" style={{ width: `${width}px`, height: `${height}px` }}>
        <svg width={width} height={height} aria-hidden="true">
          <defs>
            {['forward', 'backward'].map((tone) => (
              <marker
                key={tone}
                id={`${id}-${tone}`}
                class={`drawing-head ${tone}`}
                viewBox="0 0 6 6"
                refX="6"
                refY="3"
                markerWidth="6"
                markerHeight="6"
                markerUnits="userSpaceOnUse"
                orient="auto"
              >
                <path d="M0 0L6 3L0 6Z" />
              </marker>
            ))}
          </defs>
          {arrows.map((arrow) => {
            const tone = isBackward?.(arrow.from, arrow.to) === true ? 'backward' : 'forward';
            return (
              <path
                key={`${arrow.from} ${arrow.to}`}
                class={`drawing-arrow ${tone}`}
                marker-end={`url(#${id}-${tone})`}
                d={lineThrough(arrow)}
              />
            );
          })}
          {arrows.map(({ from, to, middle: { x, y } }, i) => (
            <text key={`${from} ${to}`} class="drawing-arrow-label" x={x} y={y}>
              {edges[i].label}
            </text>
          ))}
        </svg>
        {boxes.map(({ id: box, x, y, width: boxWidth, height: boxHeight }, i) => {
          const { content, action, tone = '', onClick } = nodes[i];
          const style = { left: `${x}px`, top: `${y}px`, width: `${boxWidth}px`, height: `${boxHeight}px` };
          if (onClick === undefined) {
            return (
              <div key={box} class={`drawing-box ${tone}`} style={style}>
                {content}
              </div>
            );
          }
          return (
            <button key={box} type="button" class={`drawing-box ${tone}`} style={style} onClick={onClick}>
              {action !== undefined && <span class="spoken">{`${action} `}</span>}
              {content}
            </button>
          );
        })}
      </div>
    </div>
  );
}

function lineThrough({ points }: Arrow): string {
  return points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
