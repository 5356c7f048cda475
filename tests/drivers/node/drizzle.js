import { sql } from 'drizzle-orm'
import { drizzle as onNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as onPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'

import { config, only, runSteps, target, template } from './reference_program.js'

/** The text as Drizzle's own words say it, with a name and a parameter that is filled in when it is run. */
function prepared(db, text) {
  const raw = (text) => text.includes('$1') ? sql(template(text), sql.placeholder('n')) : sql.raw(text)
  const [, value, table = '(select 1) as one', condition] =
    text.match(/^select (.*?)(?: from (\S+) where (.*))?$/)
  const query = db.select({ value: raw(value) }).from(raw(table))
  return (condition ? query.where(raw(condition)) : query).prepare(text.replace(/[^a-z0-9]+/g, '-'))
}

await runSteps(async () => {
  let db, close
  if (config === '') {
    const client = postgres(target, { max: 1, onnotice() {} })
    db = onPostgresJs(client)
    close = () => client.end()
  } else {
    const pool = new pg.Pool({ connectionString: target, max: 1 })
    pool.on('error', () => {})
    // Without this a connection that is closed while it is in use ends the program.
    pool.on('connect', (client) => client.on('error', () => {}))
    db = onNodePostgres(pool)
    close = () => pool.end()
  }
  const run = async (db, query) => {
    const answer = await db.execute(query)
    return answer.rows ?? answer
  }
  const asks = (db) => async (text, n) => {
    if (config === 'prepare') return only(await prepared(db, text).execute({ n }))
    return only(await run(db, sql(template(text), n)))
  }
  // Drizzle itself connects with the first query.
  await run(db, sql`select 1`)
  return {
    ask: asks(db),
    block: (work) => db.transaction((block) => work(asks(block))),
    async plain(text) {
      const answer = await db.execute(sql.raw(text))
      return answer.command
    },
    close
  }
})
