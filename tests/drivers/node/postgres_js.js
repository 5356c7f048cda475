import postgres from 'postgres'

import { config, lastOf, only, runSteps, target, targetWith, template } from './reference_program.js'

const settings = { '': {}, 'no-prepare': { prepare: false }, 'prepare-0': {} }[config]

await runSteps(async () => {
  const url = config === 'prepare-0' ? targetWith('prepare=0') : target
  const sql = postgres(url, { max: 1, onnotice() {}, ...settings })
  const asks = (sql) => async (text, n) => only(await sql(template(text), n).values())
  const ask = asks(sql)
  return {
    ask,
    block: (work) => sql.begin((block) => work(asks(block))),
    cursor: (text, n, enough) => lastOf(sql(template(text), n).cursor(2), enough),
    // What is asked without waiting travels in one go.
    batch: async (text, numbers) => (await Promise.all(numbers.map((n) => ask(text, n)))).at(-1),
    async giveBack() {
      const reserved = await sql.reserve()
      reserved.release()
    },
    plain: async (text) => (await sql.unsafe(text)).command,
    close: () => sql.end()
  }
})
