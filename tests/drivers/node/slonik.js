import { createPool, sql } from 'slonik'

import { only, runSteps, target, template } from './reference_program.js'

await runSteps(async () => {
  const pool = await createPool(target, { maximumPoolSize: 1 })
  const asks = (on) => async (text, n) => only((await on.query(sql.unsafe(template(text), n))).rows)
  // Slonik itself connects with the first query.
  await pool.query(sql.unsafe`select 1`)
  return {
    ask: asks(pool),
    block: (work) => pool.transaction((block) => work(asks(block))),
    async cursor(text, n, enough) {
      if (enough < Infinity) return  // it has no way to stop reading that is no error
      let last
      await pool.stream(sql.unsafe(template(text), n), (rows) => rows.on('data', ({ data }) => (last = only([data]))))
      return last
    },
    giveBack: () => pool.connect(async () => {}),
    async plain(text) {
      await pool.query(sql.unsafe(template(text)))
      return text.split(' ')[0].toUpperCase()
    },
    close: () => pool.end()
  }
})
