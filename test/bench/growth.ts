/** How the cost of an analysis grows with what the user writes. CPU time of this process, which other programs do not disturb much. */
import { mainFile, openSession } from '../oracle/support/analyse.ts'
import { modelFile } from './models.ts'
import { growthExponent } from './statistics.ts'

export interface Curve { readonly name: string; readonly unit: string; readonly points: readonly (readonly [number, number])[]; readonly exponent: number }

const head = 'import torch\nimport torch.nn as nn\n\n\n'
const layered = (layers: number): string => `${head}class Net(nn.Module):
    def __init__(self):
        super().__init__()
${Array.from({ length: layers }, (_, index) => `        self.layer${index} = nn.Conv2d(8, 8, 3, padding=1)\n`).join('')}
    def forward(self, x):
${Array.from({ length: layers }, (_, index) => `        x = self.layer${index}(x)\n`).join('')}        return x
`
const called = (calls: number): string => `${head}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        return self.layer(x).relu()


net = Net()
x = torch.zeros(1, 8, 32, 32)
${'x = net(x)\n'.repeat(calls)}`
const nested = (depth: number): string => `${head}class Block0(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(8, 8)

    def forward(self, x):
        return self.inner(x)
${Array.from({ length: depth - 1 }, (_, index) => `

class Block${index + 1}(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Block${index}()

    def forward(self, x):
        return self.inner(x) + x
`).join('')}`

/** The least CPU time of several analyses that begin from nothing, in milliseconds. */
function analysisTime(text: string, rounds: number): number {
  let least = Infinity
  for (let round = 0; round < rounds; round++) {
    const { project } = openSession(undefined)
    project.setText(mainFile, text)
    const before = process.cpuUsage()
    project.problems(mainFile)
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

function curve(name: string, unit: string, sizes: readonly number[], textOf: (size: number) => string, rounds: number): Curve {
  analysisTime(textOf(sizes[0]!), 3)
  const points = sizes.map((size) => [size, analysisTime(textOf(size), rounds)] as const)
  return { name, unit, points, exponent: growthExponent(points.slice(1)) }
}

export function growth(rounds = 3): Curve[] {
  return [
    curve('lines of models', 'lines', [250, 500, 1000, 2000, 4000], (lines) => modelFile(lines).text, rounds),
    curve('layers of one model', 'layers', [25, 50, 100, 200, 400], layered, rounds),
    curve('calls of one model', 'calls', [25, 50, 100, 200, 400], called, rounds),
    curve('depth of nested modules', 'levels', [5, 10, 20, 30], nested, rounds),
  ]
}

const width = 640, height = 360, margin = 56

/** The curves over logarithmic axes: linear growth is a line as steep as the dashed one. */
export function plot(curves: readonly Curve[]): string {
  const all = curves.flatMap(({ points }) => points)
  const range = (index: 0 | 1): readonly [number, number] => [Math.log10(Math.min(...all.map((point) => point[index]))), Math.log10(Math.max(...all.map((point) => point[index])))]
  const [left, right] = range(0), [low, high] = range(1)
  const x = (value: number): number => margin + ((Math.log10(value) - left) / (right - left)) * (width - 2 * margin)
  const y = (value: number): number => height - margin - ((Math.log10(value) - low) / (high - low)) * (height - 2 * margin)
  const colours = ['#7c3aed', '#0891b2', '#ea580c', '#16a34a']
  const path = (points: Curve['points']): string => points.map(([a, b], index) => `${index === 0 ? 'M' : 'L'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join('')
  const decades = (from: number, to: number): number[] => Array.from({ length: Math.floor(to) - Math.ceil(from) + 1 }, (_, index) => 10 ** (Math.ceil(from) + index))
  const shown = (value: number): string => (value >= 1 ? String(value) : value.toPrecision(1))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#ffffff"/>
${decades(left, right).map((value) => `<line x1="${x(value).toFixed(1)}" x2="${x(value).toFixed(1)}" y1="${margin}" y2="${height - margin}" stroke="#e5e7eb"/><text x="${x(value).toFixed(1)}" y="${height - margin + 16}" text-anchor="middle">${shown(value)}</text>`).join('\n')}
${decades(low, high).map((value) => `<line y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}" x1="${margin}" x2="${width - margin}" stroke="#e5e7eb"/><text x="${margin - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${shown(value)} ms</text>`).join('\n')}
<line x1="${x(100).toFixed(1)}" y1="${y(10).toFixed(1)}" x2="${x(1000).toFixed(1)}" y2="${y(100).toFixed(1)}" stroke="#9ca3af" stroke-dasharray="5 4"/>
${curves.map(({ name, points, exponent }, index) => `<path d="${path(points)}" fill="none" stroke="${colours[index]}" stroke-width="2"/>
<text x="${margin + 8}" y="${margin + 4 + index * 16}" fill="${colours[index]}">${name}: size^${exponent.toFixed(2)}</text>`).join('\n')}
</svg>
`
}
