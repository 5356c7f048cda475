import knex from 'knex'

import { lastOfRows, only, runSteps, target } from './reference_program.js'

await runSteps(async () => {
  const db = knex({ client: 'pg', connection: target, pool: { min: 0, max: 1 } })
  const query = (on, text, n) => on.raw(text.replace('$1', '?'), [n])
  const asks = (on) => async (text, n) => only((await query(on, text, n)).rows)
  // Knex itself connects with the first query.
  await db.raw('select 1')
  return {
    ask: asks(db),
    block: (work) => db.transaction((block) => work(asks(block))),
    cursor: (text, n, enough) => lastOfRows(query(db, text, n).stream({ highWaterMark: 2, batchSize: 2 }), enough),
    plain: async (text) => (await db.raw(text)).command,
    close: () => db.destroy()
  }
})
