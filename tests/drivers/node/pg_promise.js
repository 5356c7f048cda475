import pgPromise from 'pg-promise'

import { only, runSteps, target } from './reference_program.js'

const connectTo = pgPromise({ noWarnings: true })

await runSteps(async () => {
  const db = connectTo({ connectionString: target, max: 1 })
  const asks = (on) => async (text, n) => only((await on.query(text, [n])))
  // pg-promise itself connects with the first query.
  await db.query('select 1')
  return {
    ask: asks(db),
    block: (work) => db.tx((block) => work(asks(block))),
    batch: (text, numbers) =>
      db.tx(async (block) => (await block.batch(numbers.map((n) => asks(block)(text, n)))).at(-1)),
    async giveBack() {
      const connected = await db.connect()
      await connected.done()
    },
    plain: async (text) => (await db.result(text)).command,
    close: () => db.$pool.end()
  }
})
