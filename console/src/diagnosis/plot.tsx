import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { Coming } from '#console/shell/coming.tsx';
import { clockTime, fullTime } from '#console/shell/times.ts';
import { Below } from '#console/shell/when-idle.tsx';

interface Series {
  name: string;
  points: readonly { at: string; value: number }[];
}

interface Plotted {
  series: readonly Series[];
  marks?: readonly { at: string }[];
  /** Plots of the same name move their cursors together. */
  together: string;
  /** Each value by itself: between two there is nothing. */
  dots?: { from: string; to: string };
}

const plotter = () => Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]);

/** Drawn when it is looked at; everything that is plotted of one incident shares its hours and its cursor. */
export function Plot(props: Plotted) {
  const { series } = props;
  const last = series[0]?.points.at(-1);
  return (
    <figure class="plot">
      <Coming load={plotter}>
        {([{ default: Chart }]) => (
          <Below>
            <Drawn Chart={Chart} {...props} />
          </Below>
        )}
      </Coming>
      <figcaption class="for-readers">
        {series.map(({ name, points }) => `${name}: ${points.length} values, ${range(points)}. `)}
        {last !== undefined && `The last is of ${fullTime(last.at)}.`}
      </figcaption>
    </figure>
  );
}

function Drawn({
  Chart,
  series,
  marks = [],
  together,
  dots,
}: Plotted & { Chart: new (...made: ConstructorParameters<typeof uPlot>) => uPlot }) {
  const place = useRef<HTMLDivElement>(null);
  const about = JSON.stringify([series, dots?.from]);
  useEffect(() => {
    const here = place.current;
    if (here === null) return undefined;
    const options = optionsOf(series, { marks, together, dots }, here);
    const plot = new Chart(options, dataOf(series), here);
    const resize = new ResizeObserver(([entry]) => {
      plot.setSize({ width: entry?.contentRect.width ?? 300, height: 150 });
    });
    resize.observe(here);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [about]);
  return <div ref={place} class="drawn" aria-hidden="true" />;
}

function range(points: Series['points']): string {
  const values = points.map(({ value }) => value);
  return values.length === 0 ? 'none' : `from ${Math.min(...values)} to ${Math.max(...values)}`;
}

function dataOf(series: readonly Series[]): uPlot.AlignedData {
  const times = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted();
  return [
    times.map(at => Date.parse(at) / 1000),
    ...series.map(({ points }) => {
      const known = new Map(points.map(({ at, value }) => [at, value]));
      return times.map(at => known.get(at) ?? null);
    }),
  ];
}

function optionsOf(
  series: readonly Series[],
  {
    marks,
    together,
    dots,
  }: {
    marks: readonly { at: string }[];
    together: string;
    dots: { from: string; to: string } | undefined;
  },
  place: HTMLElement,
): uPlot.Options {
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const [ink, line] = [colour('--quiet'), colour('--line')];
  const strokes = [colour('--accent'), colour('--sev2'), colour('--good'), colour('--sev4')];
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line } };
  return {
    width: place.clientWidth || 300,
    height: 150,
    cursor: { sync: { key: together }, drag: { x: true, y: false } },
    legend: { show: series.length > 1 },
    scales: {
      ...(dots && {
        x: {
          range: [Date.parse(dots.from) / 1000, Date.parse(dots.to) / 1000] as [number, number],
        },
      }),
      y: { range: (_plot, low, high) => [Math.min(0, low), high > low ? high * 1.05 : high + 1] },
    },
    axes: [
      {
        ...axis,
        ...(dots
          ? {}
          : {
              values: (_plot: uPlot, times: number[]) =>
                times.map(time => clockTime(time * 1000).slice(0, 5)),
            }),
      },
      { ...axis, size: 48 },
    ],
    series: [
      { value: (_plot, time) => (time === null ? '' : clockTime(time * 1000)) },
      ...series.map(({ name }, index) => {
        const dash = index === 0 ? {} : { dash: [6, 3 * index] };
        const alone = dots ? { paths: () => null, points: { show: true, size: 8 } } : {};
        return {
          label: name,
          stroke: strokes[index % strokes.length] ?? ink,
          width: 2,
          spanGaps: true,
          ...dash,
          ...alone,
        };
      }),
    ],
    hooks: {
      draw: [
        plot => {
          const { ctx, bbox } = plot;
          ctx.strokeStyle = colour('--bad');
          for (const { at } of marks) {
            const x = Math.round(plot.valToPos(Date.parse(at) / 1000, 'x', true));
            if (x < bbox.left || x > bbox.left + bbox.width) continue;
            ctx.beginPath();
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            ctx.stroke();
          }
        },
      ],
    },
  };
}
