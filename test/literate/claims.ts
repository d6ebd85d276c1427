/** Prints, as JSON, what the literate tests claim and where, for a real PyTorch to confirm: `scripts/verify-fixtures.mjs`. */
import { readdirSync, readFileSync } from 'node:fs'
import { show, showCondition } from '../../core/dims/index.ts'
import { patternJson } from '../../core/ide/patterns.ts'
import { LineIndex } from '../../core/text/lines.ts'
import { loadParser } from '../oracle/support/analyse.ts'
import { analyseFixture } from './check.ts'
import { claimsOf, fixtureAfter, fixtureOfFile, fixturesOf, type Fixture } from './fixture.ts'

await loadParser()
const folder = 'test/literate'
const files = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md')
const models = readdirSync('test/models').filter((name) => name.endsWith('.py'))
console.log(JSON.stringify([
  ...files.flatMap((file) => fixturesOf(readFileSync(`${folder}/${file}`, 'utf8')).flatMap((fixture) => [fixture, ...fixture.expected.filter(({ kind }) => kind === 'action').map(({ text }) => fixtureAfter(fixture, text))]).map((fixture) => exported(file, fixture))),
  ...models.map((name) => exported('test/models', fixtureOfFile(`test/models/${name}`))),
]))

function exported(file: string, fixture: Fixture): object {
  const { analysis } = analyseFixture(fixture)
  const main = fixture.files.get('main.py')!
  const index = new LineIndex(main.text)
  const lineOf = (path: string, offset: number): number => new LineIndex([...fixture.files.values()].find(({ name }) => path.endsWith(`/${name}`))?.text ?? '').lineAt(offset)
  return {
    file, name: fixture.name,
    files: Object.fromEntries([...fixture.files.values()].map(({ name, text, lines }) => [name, { text, lines }])),
    shapes: analysis.comments.shapes.filter(({ span }) => !analysis.problems.some((problem) => problem.range.start === span.start)).map(({ statement, expected, span }) => {
      const { line, column } = index.positionAt(statement.start)
      return { line, column: Buffer.byteLength(main.text.slice(statement.start - column, statement.start)), at: main.lines[index.lineAt(span.start)], expected: expected.map(patternJson) }
    }),
    errors: [...fixture.files.values()].flatMap(claimsOf).filter(({ severity }) => severity === 'error').map((claim) => {
      const problem = analysis.problems.find((each) => each.code === claim.code && lineOf(each.file, each.range.start) === claim.line && each.message.includes(claim.text))
      const related = problem?.related.map((each) => lineOf(each.file, each.range.start)) ?? []
      const [said] = problem?.message.split('\n') ?? []
      return { file: claim.file, text: said === undefined || said.includes(claim.text) ? claim.text : said, lines: [claim.line, ...related], at: fixture.files.get(claim.file)!.lines[claim.line] }
    }),
    ignored: analysis.comments.ignored.map(({ offset }) => index.lineAt(offset)),
    models: analysis.execution.models.map(({ subject, inputs, contract }) => ({
      name: subject.name, inputs: Object.fromEntries([...inputs].map(([name, shape]) => [name, shape.map((dim) => show(dim))])), contract: contract.map((condition) => showCondition(condition)),
    })),
  }
}
