/** A setting as a program that real PyTorch runs, and what it answered against the engine's numbers. */
import { indexOf, type NumericArray } from '../../arrays/index.ts'
import { ranSetting } from './engine.ts'
import { callTexts, constructorLine, keywords } from './code.ts'
import type { LabCheck, LabSetting } from './types.ts'

/** The program's text, generated from literals alone; what it reads from its standard input; and how to read what it prints. */
export interface CheckPlan { readonly program: string; readonly input: string; readonly judge: (printed: string, python: string) => LabCheck }

/** Everything is computed in double precision, so that differences are those of the rules and not of rounding. */
export function checkPlan(setting: LabSetting): CheckPlan | { readonly reason: string } {
  const { result, ran } = ranSetting(setting)
  if (!result.ok || !ran) return { reason: result.ok ? 'There is nothing to run.' : result.message }
  const names = setting.steps.map((_, index) => `layer${index}`)
  const program = [
    'import json, sys', 'import torch', 'from torch import nn', '',
    'torch.set_default_dtype(torch.float64)',
    'data = json.load(sys.stdin)',
    'def tensor(array, dtype=torch.float64):',
    '    return torch.tensor([float(number) for number in array["data"]]).reshape(array["shape"]).to(dtype)',
    'with torch.no_grad():',
    ...setting.steps.flatMap((step, index) => [
      constructorLine(names[index]!, step),
      `${names[index]}.train(${setting.training ? 'True' : 'False'})`,
      `for name, value in [*${names[index]}.named_parameters(), *${names[index]}.named_buffers()]:`,
      `    value.copy_(tensor(data["weights"][${index}][name]))`,
    ]).map((line) => `    ${line}`),
    `    given = [${setting.inputs.map(({ dtype }, index) => `tensor(data["inputs"][${index}], torch.${torchType(dtype)})`).join(', ')}]`,
    ...setting.steps.map((step, index) => `    result = ${names[index]}(${[...(index === 0 ? callTexts(ran, setting.inputs.map((_, each) => `given[${each}]`)) : ['result']), ...keywords(step.call ?? {})].join(', ')})`),
    'def tensors(value):',
    '    return [value] if isinstance(value, torch.Tensor) else [each for item in value or [] for each in tensors(item)]',
    'flat = [{"shape": list(each.shape), "data": [repr(number) for number in each.to(torch.float64).flatten().tolist()]} for each in tensors(result)]',
    'json.dump({"torch": torch.__version__, "outputs": flat}, sys.stdout)', '',
  ].join('\n')
  const input = JSON.stringify({ inputs: ran.steps[0]!.inputs.map(plain), weights: ran.steps.map(({ layer }) => Object.fromEntries(Object.entries(layer.weights).flatMap(([name, array]) => (array ? [[name, plain(array)]] : [])))) })
  const outputs = ran.steps.at(-1)!.outputs
  return { program, input, judge: (printed, python) => judged(outputs, printed, python) }
}

/** Single precision becomes double. */
const torchType = (dtype: string): string => (/float/.test(dtype) ? 'float64' : dtype)
/** JSON has no word for numbers that are not finite; Python reads the words. */
const plain = ({ shape, data }: NumericArray): object => ({ shape, data: Array.from(data, (value) => (Number.isFinite(value) ? value : String(value))) })

function judged(ours: readonly NumericArray[], printed: string, python: string): LabCheck {
  let answer: unknown
  try {
    answer = JSON.parse(printed)
  } catch {
    return { ok: false, message: `${python} printed something that is no result.` }
  }
  const { torch, outputs } = answer as { readonly torch?: unknown; readonly outputs?: unknown }
  if (typeof torch !== 'string' || !Array.isArray(outputs) || outputs.length !== ours.length) return { ok: false, message: `PyTorch returned ${Array.isArray(outputs) ? outputs.length : 'no'} tensors, the lab ${ours.length}.` }
  const compared = ours.map((own, index) => compare(own, outputs[index]))
  const other = compared.find((each) => 'message' in each)
  if (other && 'message' in other) return { ok: false, message: other.message }
  const rows = compared as readonly Compared[]
  return { ok: true, difference: Math.max(0, ...rows.map(({ difference }) => difference)), outputs: rows, torch, python }
}

interface Compared { readonly shape: readonly number[]; readonly difference: number; readonly at: readonly number[] }
function compare(own: NumericArray, theirs: unknown): Compared | { readonly message: string } {
  const { shape, data } = (theirs ?? {}) as { readonly shape?: readonly number[]; readonly data?: readonly string[] }
  if (String(shape) !== String(own.shape) || data?.length !== own.data.length) return { message: `PyTorch returned the shape [${String(shape)}], the lab [${own.shape.join(', ')}].` }
  let difference = 0, place = 0
  for (const [index, text] of data.entries()) {
    const number = readPython(text), mine = own.data[index]!
    const apart = Object.is(number, mine) || number === mine ? 0 : Math.abs(number - mine)
    if (apart > difference || Number.isNaN(apart)) [difference, place] = [Number.isNaN(apart) ? Infinity : apart, index]
  }
  return { shape: own.shape, difference, at: indexOf(place, own.shape) }
}
const readPython = (text: string): number => (text === 'nan' ? NaN : text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text))

