// Plays the steps that come on standard input, one a line; python/canonical.py says which, and what the answers are.
import { createInterface } from 'node:readline'

export const target = process.env.DATABASE_URL
export const config = process.argv[2] ?? ''
/** DATABASE_URL with one more parameter. */
export const targetWith = (parameter) => target + (target.includes('?') ? '&' : '?') + parameter

const failed = (error) => `error ${error.code ?? '-'} ${error.message.split(/\s+/).join(' ')}`

async function answerTo(program, line) {
  const [what, ...rest] = line.split(' ')
  try {
    if (what === 'sql') return `ok ${await program.plain(rest.join(' '))}`
    if (what === 'fail') return `ok ${await program.autocommit('select 1 / cast($1 as int4)', 0)}`
    const [k, n] = rest
    return `ok ${await program[what](`select cast($1 as int4) + ${k}`, Number(n))}`
  } catch (error) {
    return failed(error)
  }
}

/** `connect` returns the program, connected. */
export async function play(connect) {
  let program
  try {
    program = await connect()
  } catch (error) {
    console.log(failed(error))
    process.exit(1)
  }
  console.log('ready')
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(await answerTo(program, line.trim()))
  }
  await program.close()
}
