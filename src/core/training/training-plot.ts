import type { LogLine } from './trainer.ts'

interface Curve {
  readonly name: string
  readonly colour: string
  /** Epochs passed, value. */
  readonly points: readonly (readonly [x: number, y: number])[]
}

interface Frame {
  readonly top: number
  readonly title: string
  readonly lowest: number
  readonly highest: number
  readonly epochs: number
}

const WIDTH = 860
const HEIGHT = 620
const LEFT = 60
const RIGHT = 150
const PLOT_HEIGHT = 230
/** Okabe and Ito: told apart without red and green. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#000000', '#cc79a7', '#e69f00']

/** Losses and measures of a training over its epochs, as a picture. SVG text. */
export function trainingPlot(log: readonly LogLine[]): string {
  const losses = lossCurves(log)
  const measures = measureCurves(log)
  const epochs = largest([...losses, ...measures], ([x]) => x, 1)
  const highest = largest(losses, ([, y]) => y, 1e-6)
  const frames = [
    drawCurves(losses, { top: 40, title: 'Loss of each step', lowest: 0, highest, epochs }),
    ...(measures.length > 0
      ? [drawCurves(measures, { top: 350, title: 'Validation', lowest: 0, highest: 1, epochs })]
      : []),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${frames.join('\n')}
</svg>
`
}

/** Over all curves, which may have more points than a call takes arguments. */
function largest(
  curves: readonly Curve[],
  measure: (point: Curve['points'][number]) => number,
  least: number,
): number {
  return curves
    .flatMap(({ points }) => points)
    .reduce((found, point) => Math.max(found, measure(point)), least)
}

function lossCurves(log: readonly LogLine[]): Curve[] {
  const steps = log.filter((line) => line.type === 'step')
  const at = (line: (typeof steps)[number]) => line.epoch + (line.step + 1) / line.steps
  const curve = (
    name: string,
    colour: string,
    value: (line: (typeof steps)[number]) => number,
  ) => ({
    name,
    colour,
    points: steps.map((line) => [at(line), value(line)] as const),
  })
  return [
    curve('total', COLOURS[3]!, (line) => line.total),
    curve('L_bce', COLOURS[0]!, (line) => line.losses.bce),
    curve('L_nce', COLOURS[1]!, (line) => line.losses.nce),
    curve('L_cts', COLOURS[2]!, (line) => line.losses.cts),
  ]
}

function measureCurves(log: readonly LogLine[]): Curve[] {
  const epochs = log.filter((line) => line.type === 'epoch')
  const names = [...new Set(epochs.flatMap((line) => Object.keys(line.measures)))]
  return names.map((name, i) => ({
    name,
    colour: COLOURS[i % COLOURS.length]!,
    points: epochs.flatMap((line) => {
      const value = line.measures[name]
      return value === undefined ? [] : [[line.epoch + 1, value] as const]
    }),
  }))
}

function drawCurves(curves: readonly Curve[], frame: Frame): string {
  const { top, title, lowest, highest, epochs } = frame
  const x = (value: number) => LEFT + (value / epochs) * (WIDTH - LEFT - RIGHT)
  const y = (value: number) =>
    top + PLOT_HEIGHT - ((value - lowest) / (highest - lowest)) * PLOT_HEIGHT
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = lowest + part * (highest - lowest)
    const at = y(value).toFixed(1)
    return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}" stroke="#ddd"/><text x="${LEFT - 6}" y="${at}" dy="4" text-anchor="end">${value.toFixed(2)}</text>`
  })
  const lines = curves.map(({ name, colour, points }, i) => {
    const path = points.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(' ')
    const key = top + 12 + 18 * i
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.4"/><line x1="${WIDTH - RIGHT + 12}" x2="${WIDTH - RIGHT + 32}" y1="${key}" y2="${key}" stroke="${colour}" stroke-width="2"/><text x="${WIDTH - RIGHT + 38}" y="${key}" dy="4">${name}</text>`
  })
  const axis = `<text x="${WIDTH - RIGHT}" y="${top + PLOT_HEIGHT + 18}" text-anchor="end">${epochs} epochs</text>`
  return [
    `<text x="${LEFT}" y="${top - 12}" font-weight="bold">${title}</text>`,
    ...grid,
    axis,
    ...lines,
  ].join('\n')
}
