import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import pg from 'pg'
import Cursor from 'pg-cursor'
import postgres from 'postgres'

import { config, lastOfRows, only, runSteps, target, template } from './reference_program.js'

function onNodePostgres() {
  const pool = new pg.Pool({ connectionString: target, max: 1 })
  pool.on('error', () => {})
  // Without this a connection that is closed while it is in use ends the program.
  pool.on('connect', (client) => client.on('error', () => {}))
  return new PostgresDialect({ pool, cursor: Cursor })
}

const onPostgresJs = () => new PostgresJSDialect({ postgres: postgres(target, { max: 1, onnotice() {} }) })

await runSteps(async () => {
  const db = new Kysely({ dialect: config === 'postgres-js' ? onPostgresJs() : onNodePostgres() })
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
