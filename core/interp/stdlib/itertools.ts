/** The module `itertools`. Source: https://docs.python.org/3/library/itertools.html */
import { builtin, iterator, none, openIterator, tuple, type Arguments, type BuiltinValue, type GeneratorValue, type Machine, type Value } from '../../values/index.ts'
import { lazy, source, type Pulled } from '../builtins/iterators.ts'
import { dimOf, positionalOnly, whole } from '../builtins/support.ts'
import { entries, func, type Table } from './module.ts'

/** A lazy iterator over what `at` gives for 0, 1, 2 … */
function indexed(machine: Machine, at: (place: number) => Pulled): GeneratorValue {
  const place = iterator([])
  return lazy(() => {
    if (!Number.isFinite(place.position)) return 'unknown'
    const pulled = at(place.position)
    if (typeof pulled === 'object') { machine.touch(place); place.position++ }
    return pulled
  }, machine)
}
const ended = (items: readonly Value[], place: number): Pulled => { const item = items[place]; return item ? { item } : 'end' }

/** Items that are computed only when the first is asked for. */
function later(machine: Machine, compute: () => readonly Value[] | undefined): GeneratorValue {
  let items: readonly Value[] | undefined | 'new' = 'new'
  return indexed(machine, (place) => {
    if (items === 'new') items = compute()
    return items ? ended(items, place) : 'unknown'
  })
}

/** All results of a combinatoric function; undefined where the items are not known. */
const over = (machine: Machine, iterable: Value, choose: (items: readonly Value[]) => readonly (readonly Value[])[]): GeneratorValue => {
  const items = machine.knownItems(iterable)
  return later(machine, () => items && choose(items).map((each) => tuple(each)))
}
const most = 20_000

function combinations(items: readonly Value[], size: number, repeat: boolean, machine: Machine): Value[][] {
  const found: Value[][] = []
  const extend = (chosen: Value[], from: number): void => {
    if (chosen.length === size) { found.push(chosen); return }
    if (found.length > most) machine.undecided('too many combinations')
    for (let place = from; place < items.length; place++) extend([...chosen, items[place]!], repeat ? place : place + 1)
  }
  extend([], 0)
  return found
}

function permutations(items: readonly Value[], size: number, machine: Machine): Value[][] {
  const found: Value[][] = []
  const extend = (chosen: readonly number[]): void => {
    if (chosen.length === size) { found.push(chosen.map((place) => items[place]!)); return }
    if (found.length > most) machine.undecided('too many permutations')
    for (let place = 0; place < items.length; place++) if (!chosen.includes(place)) extend([...chosen, place])
  }
  if (size <= items.length) extend([])
  return found
}

function product(machine: Machine, args: Arguments): Value {
  if (args.open) return openIterator()
  const repeat = whole(machine, args.keywords.get('repeat') ?? { kind: 'int', value: 1 })
  const pools = args.positional.map((each) => machine.knownItems(each))
  if (pools.some((pool) => pool === undefined)) return openIterator()
  machine.room(Math.max(0, repeat) * pools.length)
  const all = Array.from({ length: repeat }, () => pools).flat()
  if (all.reduce((count, pool) => count * (pool?.length ?? 0), 1) > most) return machine.undecided('too many products')
  const rows = all.reduce<Value[][]>((found, pool) => found.flatMap((row) => (pool ?? []).map((item) => [...row, item])), [[]])
  return indexed(machine, (place) => ended(rows.map((row) => tuple(row)), place))
}

const raw = (name: string, call: BuiltinValue['call']): BuiltinValue => builtin(`itertools.${name}`, call)

const chained = (machine: Machine, next: () => Pulled): GeneratorValue => {
  let current: (() => Pulled) | undefined
  return lazy(() => {
    for (;;) {
      if (!current) {
        const iterable = next()
        if (typeof iterable === 'string') return iterable
        current = source(machine, iterable.item)
      }
      const pulled = current()
      if (pulled !== 'end') return pulled
      current = undefined
    }
  }, machine)
}

/** `chain(a, b)` and `chain.from_iterable(rows)`. */
const chain: Value = {
  ...raw('chain', (machine, args) => (args.open ? openIterator() : chained(machine, source(machine, tuple(args.positional))))),
  attributes: new Map([['from_iterable', raw('chain.from_iterable', (machine, { positional: [iterable = none] }) => chained(machine, source(machine, iterable)))]]),
}

/** `islice(iterable, stop)` and `islice(iterable, start, stop, step)`. */
function islice(machine: Machine, args: Arguments): Value {
  const [iterable = none, ...bounds] = positionalOnly(machine, 'islice', args)
  const [first, second, third] = bounds.map((bound) => (bound.kind === 'none' ? undefined : whole(machine, bound)))
  const [start, stop, step] = bounds.length === 1 ? [0, first, 1] : [first ?? 0, second, third ?? 1]
  const pull = source(machine, iterable)
  const read = iterator([])
  const advance = (): Pulled => { machine.touch(read); read.position++; return pull() }
  return lazy(() => {
    const wanted = read.position <= start ? start : start + Math.ceil((read.position - start) / step) * step
    if (stop !== undefined && wanted >= stop) return 'end'
    while (read.position < wanted) { const skipped = advance(); if (typeof skipped === 'string') return skipped }
    return advance()
  }, machine)
}

/** Consecutive items with equal keys: pairs of the key and an iterator over them. */
function groups(machine: Machine, iterable: Value, key: Value): readonly Value[] | undefined {
  const items = machine.knownItems(iterable)
  if (!items) return undefined
  const found: { readonly key: Value; readonly items: Value[] }[] = []
  for (const item of items) {
    const itemKey = key.kind === 'none' ? item : machine.call(key, [item])
    const last = found.at(-1)
    const same = last && machine.equals(last.key, itemKey)
    if (last && same === undefined) return undefined
    if (last && same) last.items.push(item)
    else found.push({ key: itemKey, items: [item] })
  }
  return found.map((group) => tuple([group.key, iterator(group.items)]))
}

const truthOf = (machine: Machine, test: Value, item: Value): boolean | undefined => machine.truth(test.kind === 'none' ? item : machine.call(test, [item]))

export const itertoolsTable = (): Table => ({
  chain,
  ...entries(
    raw('product', product), raw('islice', islice),
    func('itertools.count(start=0, step=1)', (machine, { start, step }) => indexed(machine, (place) => ({ item: machine.binary('+', start, machine.binary('*', step, { kind: 'int', value: place })) }))),
    func('itertools.cycle(iterable)', (machine, { iterable }) => {
      const items = machine.knownItems(iterable)
      return indexed(machine, (place) => (items ? ended(items, items.length === 0 ? 0 : place % items.length) : 'unknown'))
    }),
    func('itertools.repeat(object, times=None)', (machine, { object, times }) => {
      const count = times.kind === 'none' ? Infinity : dimOf(machine, times)
      if (typeof count !== 'number') return openIterator()
      return Number.isFinite(count) && count < most ? iterator(Array.from({ length: Math.max(0, count) }, () => object)) : indexed(machine, (place) => (place < count ? { item: object } : 'end'))
    }),
    raw('zip_longest', (machine, args) => {
      const fill = args.keywords.get('fillvalue') ?? none
      const pools = args.positional.map((each) => machine.knownItems(each))
      if (args.open || pools.some((pool) => !pool)) return openIterator()
      const length = Math.max(0, ...pools.map((pool) => pool?.length ?? 0))
      return iterator(Array.from({ length }, (_, place) => tuple(pools.map((pool) => pool?.[place] ?? fill))))
    }),
    func('itertools.accumulate(iterable, func=None, *, initial=None)', (machine, { iterable, func: combine, initial }) => {
      const items = machine.knownItems(iterable)
      return later(machine, () => {
        if (!items) return undefined
        const [first, ...rest] = initial.kind === 'none' ? items : [initial, ...items]
        if (!first) return []
        const totals = [first]
        for (const item of rest) { machine.step(); totals.push(combine.kind === 'none' ? machine.binary('+', totals.at(-1)!, item) : machine.call(combine, [totals.at(-1)!, item])) }
        return totals
      })
    }),
    func('itertools.combinations(iterable, r)', (machine, { iterable, r }) => { const size = whole(machine, r); return over(machine, iterable, (items) => combinations(items, size, false, machine)) }),
    func('itertools.combinations_with_replacement(iterable, r)', (machine, { iterable, r }) => { const size = whole(machine, r); return over(machine, iterable, (items) => combinations(items, size, true, machine)) }),
    func('itertools.permutations(iterable, r=None)', (machine, { iterable, r }) => over(machine, iterable, (items) => permutations(items, r.kind === 'none' ? items.length : whole(machine, r), machine))),
    func('itertools.pairwise(iterable)', (machine, { iterable }) => over(machine, iterable, (items) => items.slice(1).map((item, place) => [items[place]!, item]))),
    func('itertools.groupby(iterable, key=None)', (machine, { iterable, key }) => later(machine, () => groups(machine, iterable, key))),
    func('itertools.starmap(function, iterable)', (machine, { function: apply, iterable }) => {
      const pull = source(machine, iterable)
      return lazy(() => { const pulled = pull(); return typeof pulled === 'string' ? pulled : { item: machine.call(apply, machine.items(pulled.item)) } }, machine)
    }),
    func('itertools.tee(iterable, n=2)', (machine, { iterable, n }) => {
      const items = machine.knownItems(iterable), count = whole(machine, n)
      machine.room(count * (items?.length ?? 1))
      return tuple(Array.from({ length: count }, () => (items ? iterator([...items]) : openIterator())))
    }),
    func('itertools.takewhile(predicate, iterable)', (machine, { predicate, iterable }) => {
      const pull = source(machine, iterable)
      return lazy(() => {
        const pulled = pull()
        if (typeof pulled === 'string') return pulled
        const truth = truthOf(machine, predicate, pulled.item)
        return truth === undefined ? 'unknown' : truth ? pulled : 'end'
      }, machine)
    }),
    func('itertools.dropwhile(predicate, iterable)', (machine, { predicate, iterable }) => {
      const items = machine.knownItems(iterable)
      return later(machine, () => {
        if (!items) return undefined
        let place = 0
        for (; place < items.length; place++) { const truth = truthOf(machine, predicate, items[place]!); if (truth === undefined) return undefined; if (!truth) break }
        return items.slice(place)
      })
    }),
    func('itertools.filterfalse(predicate, iterable)', (machine, { predicate, iterable }) => {
      const pull = source(machine, iterable)
      return lazy(() => {
        for (;;) {
          const pulled = pull()
          if (typeof pulled === 'string') return pulled
          const truth = truthOf(machine, predicate, pulled.item)
          if (truth === undefined) return 'unknown'
          if (!truth) return pulled
        }
      }, machine)
    }),
    func('itertools.compress(data, selectors)', (machine, { data, selectors }) => {
      const items = machine.knownItems(data), chosen = machine.knownItems(selectors)
      const truths = chosen?.map((each) => machine.truth(each))
      return items && truths?.every((truth) => truth !== undefined) ? iterator(items.filter((_, place) => truths[place])) : openIterator()
    }),
    func('itertools.batched(iterable, n)', (machine, { iterable, n }) => {
      const size = whole(machine, n)
      return over(machine, iterable, (items) => Array.from({ length: Math.ceil(items.length / size) }, (_, place) => items.slice(place * size, (place + 1) * size)))
    }),
  ),
})
