// Runs the steps that come on standard input, one a line; python/reference_program.py says which, and what
// the answers are. What a program cannot do it does not have: `ok none`.
import { createInterface } from 'node:readline'

export const target = process.env.DATABASE_URL
export const config = process.argv[2] ?? ''
/** DATABASE_URL with one more parameter. */
export const targetWith = (parameter) => target + (target.includes('?') ? '&' : '?') + parameter

/** What stands before and after the one parameter of a text, as a tagged template is handed it. */
export function template(text) {
  const parts = text.split('$1')
  return Object.assign(parts, { raw: Object.freeze([...parts]) })
}

/** The only value of the only row. */
export const only = (rows) => Object.values(rows[0])[0]

/** Reads a server-side cursor, page by page, until it has all or enough rows; returns its last value. */
export async function lastOf(pages, enough) {
  let seen = 0, last
  for await (const page of pages) {
    seen += page.length
    last = only(page.slice(-1))
    if (seen >= enough) break
  }
  return last
}

/** The same of a stream of rows. */
export const lastOfRows = (rows, enough) =>
  lastOf((async function* () { for await (const row of rows) yield [row] })(), enough)

const adds = (k) => `select cast($1 as int4) + ${k}`
const counts = (k) => `${adds(k)} + i from generate_series(0, 4) as i`
const divides = 'select 1 / cast($1 as int4)'
const misses = 'select n from poolprobe_missing_table where n = $1'

class OnPurpose extends Error {}

/** What each step asks of the program. `ask` asks one query of a text and its parameter. */
const steps = {
  autocommit: (program, k, n) => program.ask(adds(k), n),
  transaction: (program, k, n) => program.block((ask) => ask(adds(k), n)),
  fail: (program) => program.ask(divides, 0),
  missing: (program) => program.ask(misses, 1),
  missing_inside: (program) => program.block((ask) => ask(misses, 1)),
  fail_inside: (program, k, n) => program.block(async (ask) => {
    await ask(adds(k), n)
    await ask(divides, 0)
  }),
  async rollback(program, k, n) {
    let answer
    try {
      await program.block(async (ask) => {
        answer = await ask(adds(k), n)
        throw new OnPurpose('rolls back')
      })
    } catch (error) {
      if (!(error instanceof OnPurpose)) throw error
    }
    return answer
  },
  cursor: (program, k, n) => program.cursor?.(counts(k), n, Infinity),
  cursor_early: (program, k, n) => program.cursor?.(counts(k), n, 2),
  batch: (program, k, n) => program.batch?.(adds(k), [n, n + 1, n + 2]),
  // None of these drivers lets go of a statement, nor has it a limit to how many it keeps.
  drop() {},
  drop_inside() {},
  drop_last() {},
  fill() {}
}

/** The server's own words, where one library wraps another's error. */
function innermost(error) {
  const inner = error.meta?.driverAdapterError ?? error.original ?? error.driverError ?? error.cause
  return inner instanceof Error ? innermost(inner) : error
}

function failed(error) {
  const inner = innermost(error)
  const { originalCode, originalMessage } = inner.cause ?? {}  // Prisma
  return `error ${originalCode ?? inner.code ?? '-'} ${(originalMessage ?? inner.message).split(/\s+/).join(' ')}`
}

/** `connect` returns the program, connected. */
export async function runSteps(connect) {
  let program

  async function answerTo(line) {
    const [what, ...rest] = line.split(' ')
    if (what === 'sql') return `ok ${await program.plain(rest.join(' '))}`
    if (what === 'give_back') {
      if (!program.giveBack) return 'ok none'
      await program.giveBack()
      return 'ok'
    }
    if (what === 'reconnect') {
      await program.close()
      program = await connect()
      return 'ok'
    }
    const [k, n] = rest.map(Number)
    return `ok ${await steps[what](program, k, n) ?? 'none'}`
  }

  try {
    program = await connect()
  } catch (error) {
    console.log(failed(error))
    process.exit(1)
  }
  console.log('ready')
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      console.log(await answerTo(line.trim()))
    } catch (error) {
      console.log(failed(error))
    }
  }
  await program.close()
}
