/** A model without running it: what it takes and gives, its size contract, and what each layer returns and costs. Plain data. */
import type { FileAnalysis } from '../analysis.ts'
import { contractOf, isConstant, showCondition, type Condition, type Dim } from '../dims/index.ts'
import { dimJson, shapesOf } from '../graph/shapes.ts'
import { moduleName } from '../graph/names.ts'
import { answer, ask, nativeInput, type Answer, type Asked } from '../interp/asked.ts'
import { givenInComments, givenInputs, type Given, type Inputs } from '../interp/inputs.ts'
import type { ModuleCall, Run } from '../interp/run.ts'
import type { Surroundings } from '../interp/runs.ts'
import type { LayerSummary, ModelSummary, Summary } from '../project.ts'
import type { Expr } from '../syntax/ast.ts'
import { parseModule } from '../syntax/parser.ts'
import { namedModules, parameterCount } from '../torch/containers/traversal.ts'
import { isSubclass, type Shape, type Value } from '../values/index.ts'
import { exactLayerOf } from './layers.ts'
import { problemsOf } from './problems.ts'

/** `expression`: a class of the file or what builds a model in its namespace; undefined: every model that the file defines. */
export function summaryOf(analysis: FileAnalysis, expression: string | undefined, around: Surroundings, given: readonly Given[]): Summary | { readonly failure: string } {
  if (expression === undefined) return summaryOfAll(analysis, around, given)
  const tree = expressionOf(expression)
  if (!tree) return { failure: `${expression} is no Python expression` }
  const asked = ask(tree, analysis.execution.module, around)
  return 'failure' in asked ? { failure: `${expression}: ${asked.failure}` } : summaryOfOne(expression, asked, around, [...commentsOn(asked, analysis), ...given])
}

function summaryOfAll(analysis: FileAnalysis, around: Surroundings, given: readonly Given[]): Summary {
  const { file, execution } = analysis
  const base = around.library.nativeClass('torch.nn.Module')
  const names = [...execution.globals].flatMap(([name, value]) => (value.kind === 'class' && value.name === name && value.definedAt?.file === file && base && isSubclass(value, base) ? [name] : []))
  const parts = names.flatMap((name) => {
    const tree = expressionOf(name)
    const asked = tree && ask(tree, execution.module, around)
    return asked && !('failure' in asked) ? [summaryOfOne(name, asked, around, [...commentsOn(asked, analysis), ...given])] : []
  })
  return { models: parts.flatMap(({ models }) => models), problems: parts.flatMap(({ problems }) => problems), complete: parts.every(({ complete }) => complete) }
}

function expressionOf(text: string): Expr | undefined {
  const { body: [statement, ...others], errors } = parseModule(text.trim())
  return statement?.kind === 'Expr' && others.length === 0 && errors.length === 0 ? statement.value : undefined
}

function summaryOfOne(name: string, asked: Asked, around: Surroundings, given: readonly Given[]): Summary {
  const found = answer(asked, givenFor(asked, given), around, observe)
  if (!found) return { models: [{ model: name, inputs: {}, outputs: null, contract: null, reason: 'no layer tells what its inputs are', parameters: null, trainable: null, layers: [] }], problems: [], complete: true }
  const { paths, complete } = found.exploration
  const raising = paths.every(({ output }) => output === undefined) ? paths[0] : undefined
  return { models: [modelSummary(name, found)], problems: raising ? problemsOf(raising.recorder) : [], complete }
}

/** The `# given:` comments in the class that is asked about. */
function commentsOn({ cls }: Asked, { file, parsed }: FileAnalysis): readonly Given[] {
  const at = cls?.definedAt?.file === file ? cls.definedAt.span : undefined
  return givenInComments(parsed.module).filter(({ start }) => at && start !== undefined && start >= at.start && start <= at.end)
}

/** What is said of the inputs. */
function givenFor({ parameters }: Asked, given: readonly Given[]): Inputs {
  return parameters ? givenInputs(parameters, given) : new Map(given.map(({ name, shape }) => [name === '' ? nativeInput : name, shape]))
}

function modelSummary(model: string, { exploration, inputs }: Answer<Observed>): ModelSummary {
  const { paths, contract, output, reason } = exploration
  const shown = paths.find((path) => path.output !== undefined) ?? paths[0]
  const others = paths.filter((path) => path !== shown && path.output !== undefined)
  const layers = (shown?.seen.layers ?? []).map((layer, index) => agreeing(layer, others.map(({ seen }) => seen.layers[index])))
  return {
    model,
    inputs: Object.fromEntries([...inputs].map(([name, shape]) => [name, shape.map(dimJson)])),
    outputs: output ? shapesOf(output) : null,
    contract: contract ? conditionsOf(contract) : null,
    ...(reason !== undefined && { reason }),
    parameters: shown?.seen.parameters ?? null,
    trainable: shown?.seen.trainable ?? null,
    layers,
  }
}

/** A layer's row as every path has it: what differs is not known. */
function agreeing(layer: LayerSummary, others: readonly (LayerSummary | undefined)[]): LayerSummary {
  const same = others.every((other) => other?.path === layer.path && JSON.stringify(other.output) === JSON.stringify(layer.output))
  return same ? layer : { ...layer, output: null, multiplyAdds: null }
}

interface Observed { readonly parameters: number | null; readonly trainable: number | null; readonly layers: readonly LayerSummary[] }

function observe(run: Run, model: Value): Observed {
  if (model.kind !== 'instance' || !model.module) return { parameters: null, trainable: null, layers: [] }
  const paths = new Map(namedModules(run.machine, model).map(({ name, value }) => [value, name]))
  const calls = (run.moduleCalls ?? []).filter(({ module }) => paths.has(module))
  const count = parameterCount(run.machine, model)
  return {
    parameters: count ? numberOf(count.total) : null,
    trainable: count ? numberOf(count.trainable) : null,
    layers: calls.map((call, index) => row(run, call, paths.get(call.module)!, insideOf(calls, index))),
  }
}

/** The calls that a call makes, at any depth: those that follow it further in. */
function insideOf(calls: readonly ModuleCall[], index: number): readonly ModuleCall[] {
  const end = calls.findIndex(({ depth }, place) => place > index && depth <= calls[index]!.depth)
  return calls.slice(index + 1, end < 0 ? undefined : end)
}

function row(run: Run, call: ModuleCall, path: string, inside: readonly ModuleCall[]): LayerSummary {
  const count = parameterCount(run.machine, call.module)
  const work = [call, ...inside].map((each) => workOf(run, each, inside.includes(each) || inside.length === 0))
  return {
    path, class: moduleName(call.module.cls.qualifiedName), output: call.output ? shapesOf(call.output) : null,
    parameters: count ? numberOf(count.total) : null,
    multiplyAdds: work.reduce<number | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0),
  }
}

/** Multiply-adds of the call itself, without those of the modules it calls; null: not known. What is no module of PyTorch's costs what it calls. */
function workOf(run: Run, { module, input, output }: ModuleCall, isLeaf: boolean): number | null {
  const entry = exactLayerOf(module)
  const result = shapeIn(output)
  if (entry?.multiplyAdds) return (input && result && entry.multiplyAdds(module, input, result)) ?? null
  return entry && isLeaf && parameterCount(run.machine, module)?.total !== 0 ? null : 0
}

/** The first tensor's shape. */
function shapeIn(value: Value | undefined): Shape | undefined {
  if (value?.kind === 'tensor') return value.shape
  return value?.kind === 'tuple' || value?.kind === 'list' ? shapeIn(value.items[0]) : undefined
}

const numberOf = (dim: Dim): number | null => (isConstant(dim) ? dim : null)

/** In Python's syntax, all of which must hold. None: every size is accepted. */
const conditionsOf = (contract: Condition): readonly string[] | null => contractOf([contract])?.map(showCondition) ?? null
