import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import Cursor from 'pg-cursor'

import { lastOfRows, only, play, target, template } from './reference_program.js'

await play(async () => {
  const pool = new pg.Pool({ connectionString: target, max: 1 })
  pool.on('error', () => {})
  // Without this a connection that is closed while it is in use ends the program.
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely({ dialect: new PostgresDialect({ pool, cursor: Cursor }) })
  const asks = (on) => async (text, n) => only((await on.executeQuery(CompiledQuery.raw(text, [n]))).rows)
  // Kysely itself connects with the first query.
  await db.executeQuery(CompiledQuery.raw('select 1'))
  return {
    ask: asks(db),
    block: (work) => db.transaction().execute((block) => work(asks(block))),
    cursor(text, n, enough) {
      const [before, after] = template(text)
      const rows = sql`(${sql.raw(before)}${n}${sql.raw(after)})`.as('rows')
      return lastOfRows(db.selectFrom(rows).selectAll().stream(2), enough)
    },
    giveBack: () => db.connection().execute(async () => {}),
    async plain(text) {
      await db.executeQuery(CompiledQuery.raw(text))
      return text.split(' ')[0].toUpperCase()
    },
    close: () => db.destroy()
  }
})
